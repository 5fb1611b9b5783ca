"""Cards on paper: their figures drawn without a browser, and bound into a PDF."""
