"""Benches: speed as a ratio inside one run against a stated reference."""
