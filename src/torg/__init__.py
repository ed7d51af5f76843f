"""Torg: the desk where a Swedish municipality runs its social media.

The embedded database is SQLite. Python 3.11 on Debian 12 brings a version with
the WAL-reset corruption bug (fixed in 3.51.3), so the bundled one replaces the
standard module before anything else can import it (docs/adr/0002).
"""

import importlib
import importlib.util
import sys

# Without it `python -m torg` says in one sentence what is missing and how to get it.
if importlib.util.find_spec("pysqlite3"):
    sys.modules["sqlite3"] = importlib.import_module("pysqlite3")
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
