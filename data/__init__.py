"""Everything that speaks SQL: schema, metrics, queries, and the code that fills a release."""

import pandas as pd

# Frames of answers are small, and Arrow makes a text anew whenever one is looked at. For all of the
# process, because texts that are kept in different ways count as different types.
pd.set_option("mode.string_storage", "python")
