"""A practice network in a process of its own, driven through its control door."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torg.adapters.networks.practice import truth


@dataclass(frozen=True)
class Outside:
    """The running network: its address, its folder with the truth log."""

    url: str
    folder: Path

    def ask(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One call of the control door."""
        request = urllib.request.Request(
            f"{self.url}/api/control/{path}",
            data=json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def account(self, handle: str, style: str = "facebook") -> dict[str, Any]:
        """Open one of the municipality's accounts; id, handle and token."""
        body = {"handle": handle, "name": handle.capitalize(), "style": style}
        return self.ask("POST", "accounts", body)

    def resident(self, name: str, verb: str, **more: str) -> dict[str, Any]:
        """Let a resident do something; the new object's id and the resident's."""
        return self.ask("POST", "resident", {"name": name, "verb": verb, **more})

    def plant(self, plans: Sequence[Mapping[str, Any]], seed: int = 1) -> None:
        """What goes wrong with the calls from now on."""
        self.ask("PUT", "faults", {"faults": list(plans), "seed": seed})

    def log(self) -> list[dict[str, object]]:
        """Everything that the network accepted, in its own words."""
        return truth.read(next(self.folder.rglob("truth*")))


@contextmanager
def practice_network(
    folder: Path, *, profile: str = "keyed", lag: float = 0.0, webhooks: bool = False
) -> Iterator[Outside]:
    """A network that ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "torg.adapters.networks.practice",
            "--dir", str(folder), "--port", str(port),
            "--profile", profile, "--lag", str(lag), "--control",
            *([] if webhooks else ["--no-webhooks"]),
        ]
    )  # fmt: skip
    outside = Outside(f"http://127.0.0.1:{port}", folder)
    try:
        _wait_for(outside)
        yield outside
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(outside: Outside) -> None:
    for _ in range(2400):  # a busy machine takes its time
        try:
            outside.plant([])
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the practice network did not start")
