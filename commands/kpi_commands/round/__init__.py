"""Commands about an agency's classification round."""
