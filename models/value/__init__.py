"""Customer value: when buyers come back, what they spend, and how far that can be trusted."""
