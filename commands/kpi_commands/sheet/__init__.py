"""Commands about a person's monitoring sheet for a period."""
