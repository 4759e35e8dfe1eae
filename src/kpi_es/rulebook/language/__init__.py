"""The formula language of rule sets: read, checked and compiled here, never handed to Python to evaluate."""
