"""Commands about an agency's indicators for a year."""
