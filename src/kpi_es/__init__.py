"""Evaluation of public staff from what they did: events, rules as data, results with their receipts."""

__version__ = "0.1.0"
