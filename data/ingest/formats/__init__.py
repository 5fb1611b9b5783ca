"""Files of every usual kind as tables of text, counted twice."""
