"""A believable web shop, simulated inside the database: no file needed to see every page."""

from data.demo.simulate import DEFAULT_LINES, DEFAULT_SEED, MIN_LINES, DemoFacts, generate

__all__ = ["DEFAULT_LINES", "DEFAULT_SEED", "MIN_LINES", "DemoFacts", "generate"]
