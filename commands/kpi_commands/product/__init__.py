"""Commands about products that several people, or several periods, make together."""
