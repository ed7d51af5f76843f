"""Settings, root urls, wsgi, the supervisor, and the one table that wires adapters."""
