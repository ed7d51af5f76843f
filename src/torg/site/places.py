"""Where this installation keeps what it owns. Reads the environment, touches nothing."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
DATABASE_URL = os.environ.get("TORG_DATABASE_URL", "")
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT") or "8000"
