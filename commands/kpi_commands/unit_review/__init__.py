"""Commands about a unit's own classification."""
