"""Everything that speaks SQL: schema, metrics, queries, and the code that fills a release."""
