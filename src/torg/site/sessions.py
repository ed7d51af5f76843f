"""Sessions in the database, as Django's own; read without building an object, at every click."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

READ = (
    f'SELECT session_data FROM "{Session._meta.db_table}" '  # noqa: S608 our own names
    "WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(DatabaseStore):
    """Named by SESSION_ENGINE. What is written, and when it ends, is Django's business."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key, when there is none or it has ended."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key, now])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0])
        return held
