"""Commands about a person's annual review (Form 02)."""
