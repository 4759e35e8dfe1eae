"""Private PostgreSQL and NATS servers in one folder, for whoever has nothing but Python.

A server belongs to all processes that asked for it on the same folder: the first one starts it, the others
join it, and when the last one has left, however it died, the server is stopped (see `guardian`). With
`keep=True` it stays until `stop_all`. Nothing listens to the network: PostgreSQL on a socket in a private
folder, NATS on loopback with a password.
"""

from kpi_es.adapters.embedded.binaries import EmbeddedServerError
from kpi_es.adapters.embedded.nats import NatsServer, start_nats
from kpi_es.adapters.embedded.postgres import PostgresServer, start_postgres
from kpi_es.adapters.embedded.server import EmbeddedServer
from kpi_es.adapters.embedded.shutdown import stop_all

__all__ = [
    "EmbeddedServer",
    "EmbeddedServerError",
    "NatsServer",
    "PostgresServer",
    "start_nats",
    "start_postgres",
    "stop_all",
]
