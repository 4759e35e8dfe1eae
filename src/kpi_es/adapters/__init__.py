"""The outside world behind the ports: databases, the bus, files, servers."""
