"""The Overview as others would build it: pandas in memory, SQL on the star schema, Streamlit."""
