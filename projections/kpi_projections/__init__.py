"""What may be read: one folder a read model (view, evolve, tables, query), and the replay of a person's history."""
