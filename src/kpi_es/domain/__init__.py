"""What is true: events, the state folded from them, value types and refusals."""
