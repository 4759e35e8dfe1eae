"""Commands about an agency's units, heads and rule sets."""
