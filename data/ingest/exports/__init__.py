"""The exports of known shop systems, one module or a few for each."""
