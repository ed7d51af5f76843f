"""A real Bluesky network on this machine: installed from npm, on loopback, gone when it ends.

Two sizes. `pds`: the accounts' server, for everything that we write. `full`: also the
AppView and the moderation service, for everything that residents write to us; it needs
the programs of PostgreSQL and Redis, started here beside it.
"""  # noqa: INP001

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parents[1] / "build" / "bluesky"
NATIVE = INSTALLED / "node_modules/better-sqlite3/build/Release/better_sqlite3.node"
KIT = INSTALLED / "node_modules/@atproto/dev-env/package.json"
PASSWORD = "badhus-kajen-sommar"  # noqa: S105


class Missing(RuntimeError):
    """A program or an installation that this machine lacks; the text says which."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the local network. app_password: what Torg signs in with."""

    did: str
    handle: str
    token: str
    app_password: str


def node() -> str:
    """The Node program. Raises Missing."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        raise Missing("Node 18 eller 20 med npm saknas")
    return found


def is_installed() -> bool:
    """Whether the packages lie in build/ in the version that the lock file names."""
    lock = INSTALLED / "package-lock.json"
    same = lock.is_file() and lock.read_bytes() == (HERE / "package-lock.json").read_bytes()
    return same and KIT.is_file() and NATIVE.is_file()


def install() -> None:
    """Fetch the packages from npm and compile the one that has native code. Raises Missing."""
    headers = Path(node()).resolve().parents[1]
    environment = dict(os.environ)
    if (headers / "include/node/node.h").is_file():
        # Otherwise the compiler's helper downloads Node's headers from elsewhere.
        environment |= {"npm_config_nodedir": str(headers)}
    INSTALLED.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", INSTALLED)
    shutil.copy(HERE / "package-lock.json", INSTALLED)
    _npm(environment, "ci", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved=true")
    if not NATIVE.is_file():
        _npm(environment, "rebuild", "better-sqlite3")
    if not is_installed():
        raise Missing("better-sqlite3 gick inte att bygga: g++, make och python3 behövs")


def _npm(environment: Mapping[str, str], *words: str) -> None:
    command = ["npm", *words]
    done = subprocess.run(command, cwd=INSTALLED, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise Missing(f"npm {words[0]} misslyckades")


def database_programs() -> tuple[str, str]:
    """The programs initdb and postgres. Raises Missing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_major)
    postgres = str(found[-1]) if found else shutil.which("postgres")
    if not postgres or not Path(postgres).with_name("initdb").is_file():
        raise Missing("PostgreSQL saknas")
    return str(Path(postgres).with_name("initdb")), postgres


def _major(program: Path) -> int:
    name = program.parts[-3]
    return int(name) if name.isdigit() else 0


def full_size_lacks() -> str:
    """What the full size lacks on this machine; "" when it can run."""
    try:
        database_programs()
    except Missing as missing:
        return str(missing)
    lacking = [name for name in ("redis-server", "setpriv") if not shutil.which(name)]
    return f"{', '.join(lacking)} saknas" if lacking else ""


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """One running network. Use as a context manager; everything ends with the block."""

    def __init__(
        self,
        size: str = "pds",
        *,
        port: int | None = None,
        rate_limits: bool = False,
        lasting: bool = False,
    ) -> None:
        """lasting: the server's data outlive its process, so that it can be killed (pds only)."""
        self.size = size
        self._port = port or free_port()
        self._rate_limits = rate_limits
        self._lasting = lasting
        self._server: tuple[list[str], dict[str, str]] | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="torg-bluesky-"))
        self._running: list[subprocess.Popen[bytes]] = []
        self._settled = 0
        self.moderation = ""
        self.url = f"http://localhost:{self._port}"

    def __enter__(self) -> "Stack":
        try:
            if not is_installed():
                raise Missing("paketen är inte installerade: python tools/bluesky/stack.py setup")
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End what we started, newest first, and forget the data."""
        for process in reversed(self._running):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def freeze(self) -> None:
        """Stop the network's process in the middle of what it does."""
        self._running[-1].send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._running[-1].send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End a lasting server without a word, in the middle of what it does."""
        server = self._running.pop()
        server.kill()
        server.wait()

    def restart(self) -> None:
        """Start a killed server again, on the same port and with the same data."""
        assert self._server is not None  # noqa: S101 - set when the network started
        (self._folder / "log").write_bytes(b"")
        self._spawn(*self._server)
        self._await_line('{"ready_ms"')

    def settle(self) -> None:
        """Return when all that was written so far can be read in every part."""
        self._settled += 1
        pipe = self._running[-1].stdin
        assert pipe is not None  # noqa: S101 - every part is started with a pipe
        pipe.write(f"{self._settled}\n".encode())
        pipe.flush()
        self._await_line(f'{{"settled":"{self._settled}"}}')

    def person(self, name: str) -> Person:
        """A new account `name`.test with an app password; visible in the AppView on return."""
        body = {"handle": f"{name}.test", "email": f"{name}@example.com", "password": PASSWORD}
        made = self.call("com.atproto.server.createAccount", body)
        token, did = str(made["accessJwt"]), str(made["did"])
        app = self.call("com.atproto.server.createAppPassword", {"name": "torg"}, token=token)
        if self.size == "full":
            self.settle()
        return Person(did, f"{name}.test", token, str(app["password"]))

    def call(
        self,
        nsid: str,
        body: Mapping[str, object] | None = None,
        *,
        token: str = "",
        query: str = "",
    ) -> dict[str, object]:
        """One call as somebody else than Torg. A body makes it a write."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        address = f"{self.url}/xrpc/{nsid}" + (f"?{query}" if query else "")
        request = urllib.request.Request(address, data, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            content = answer.read()
        return dict(json.loads(content)) if content else {}

    def _start(self) -> None:
        self._folder.chmod(0o711)  # the database runs as another user
        scratch = self._folder / "tmp"
        scratch.mkdir()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(scratch),
            "TMPDIR": str(scratch),
            "LOG_ENABLED": "0",
            "BLUESKY_MODULES": str(INSTALLED),
            "MODE": self.size,
            "PDS_PORT": str(self._port),
            "RATE_LIMITS": "1" if self._rate_limits else "0",
        }
        if self.size == "full":
            environment |= self._start_stores()
        program = [node(), str(HERE / "run.cjs")]
        if self._lasting:
            environment |= self._start_directory(program, environment)
        self._server = (program, environment)
        self._spawn(program, environment)
        self.moderation = str(json.loads(self._await_line('{"ready_ms"'))["moderation"])

    def _start_directory(
        self, program: list[str], environment: Mapping[str, str]
    ) -> dict[str, str]:
        """The directory of accounts in a process of its own; what its server needs to know."""
        data = self._folder / "server"
        (data / "blobs").mkdir(parents=True)
        self._spawn(program, {**environment, "MODE": "plc"})
        told = json.loads(self._await_line('{"ready_ms"'))
        (self._folder / "log").write_bytes(b"")
        return {
            "PLC_URL": str(told["plc"]),
            "DATA_DIR": str(data),
            "ROTATION_KEY": secrets.token_hex(32),
        }

    def _start_stores(self) -> dict[str, str]:
        if lacking := full_size_lacks():
            raise Missing(lacking)
        initdb, postgres = database_programs()
        cluster = self._folder / "pg"
        cluster.mkdir()
        ties = ["setpriv", "--pdeathsig", "TERM"]
        owner = list(ties)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(cluster, "postgres", "postgres")
            owner += ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        making = [
            *owner,
            initdb,
            "-D",
            str(cluster),
            "-U",
            "pg",
            "--auth=trust",
            "-E",
            "UTF8",
            "-N",
        ]
        with (self._folder / "log").open("ab") as log:
            subprocess.run(  # noqa: S603
                making, env=environment, cwd="/", stdout=log, stderr=log, check=True
            )
        database, redis = free_port(), free_port()
        settings = ["-h", "127.0.0.1", "-p", str(database), "-c", "unix_socket_directories="]
        self._spawn(
            [*owner, postgres, "-D", str(cluster), *settings, "-c", "fsync=off"], environment
        )
        memory = ["--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        server = ["redis-server", "--port", str(redis), "--bind", "127.0.0.1", *memory]
        self._spawn([*ties, *server], environment)
        for port in (database, redis):
            self._await_port(port)
        return {
            "DB_POSTGRES_URL": f"postgresql://pg@127.0.0.1:{database}/postgres",
            "REDIS_HOST": f"127.0.0.1:{redis}",
        }

    def _spawn(self, command: list[str], environment: Mapping[str, str]) -> None:
        # The pipe is the network's leash: it ends when we end, however that happens.
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603
                command,
                env=dict(environment),
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is ours to pass on, in order
            )
        self._running.append(process)

    def _await_port(self, port: int) -> None:
        for _ in range(300):
            self._check_alive()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            time.sleep(0.1)
        raise Missing(f"inget svar på port {port}: {self._log()}")

    def _await_line(self, start: str) -> str:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            self._check_alive()
            lines = (self._folder / "log").read_text(errors="replace").splitlines()
            if found := [line for line in lines if line.startswith(start)]:
                return found[-1]
            time.sleep(0.02)
        raise Missing(f"nätverket blev inte klart: {self._log()}")

    def _check_alive(self) -> None:
        if any(process.poll() is not None for process in self._running):
            raise Missing(f"en del av nätverket slutade: {self._log()}")

    def _log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-2000:]
