"""How the product looks: the shell, one module per tab, and pure figures."""
