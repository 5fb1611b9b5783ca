"""From a release to frames that a model can learn from, as of any day and with nothing later.

`columns` says what each column is, `orders`, `series` and `customers` are the statements, and
`frames` runs them. Whatever is dated after the day asked for has no part in any number: a test
takes it away and compares.
"""
