"""The bus: commands in and answers out over NATS JetStream."""
