"""Statements over the star and the books that find what is wrong with a shop's data."""
