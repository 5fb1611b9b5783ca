"""Many series forecast together: methods in arrays, chosen and weighed by their past errors."""
