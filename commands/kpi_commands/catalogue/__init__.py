"""Commands about the catalogue of converted products and work items."""
