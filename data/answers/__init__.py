"""Answers to the questions of pages and command line: small frames and values, one way for both."""
