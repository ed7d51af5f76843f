"""The database connection of a thread that also waits for machines elsewhere."""

from django.db import close_old_connections, connection


def lend_back() -> None:
    """Before such a machine is asked: a pool's connection is others' to use meanwhile."""
    if "pool" in connection.settings_dict["OPTIONS"] and not connection.in_atomic_block:
        connection.close()


def let_go() -> None:
    """After a piece of work: the connection ends where it is too old, or goes to its pool."""
    close_old_connections()
