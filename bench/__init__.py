"""Measurements and pictures of the running product."""
