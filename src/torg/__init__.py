"""Torg: the desk where a Swedish municipality runs its social media.

The embedded database is SQLite. Python 3.11 on Debian 12 brings a version with
the WAL-reset corruption bug (fixed in 3.51.3), so the bundled one replaces the
standard module before anything else can import it (docs/adr/0002).
"""

import sys
from importlib.util import find_spec

# Without it `python -m torg` says in one sentence what is missing and how to get it.
if find_spec("pysqlite3"):
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
