"""A local server that answers with exactly the bytes a test asks for."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[[socket.socket], None]


def says(raw: bytes) -> Script:
    """Answer with these bytes and close."""
    return lambda peer: peer.sendall(raw)


def answer(body: bytes, *, status: str = "200 OK", mime: str = "application/json") -> bytes:
    """A whole, honest answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def resets(peer: socket.socket) -> None:
    """Close with RST instead of FIN."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drips(raw: bytes, pause: float) -> Script:
    """Send one byte at a time."""

    def script(peer: socket.socket) -> None:
        stop = threading.Event()
        for byte in raw:
            peer.sendall(bytes([byte]))
            stop.wait(pause)

    return script


class Hostile:
    """origin: where it listens. seen: the requests it read, raw."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.seen: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            with peer, suppress(OSError):
                self.seen.append(self._request(peer))
                self._script(peer)

    def _request(self, peer: socket.socket) -> bytes:
        raw = b""
        while b"\r\n\r\n" not in raw:
            raw += peer.recv(65536)
        head, _, body = raw.partition(b"\r\n\r\n")
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-len")]
        wanted = int(length[0].split(b":")[1]) if length else 0
        while len(body) < wanted:
            body += peer.recv(65536)
        return head + b"\r\n\r\n" + body

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()


@contextmanager
def hostile(script: Script) -> Iterator[Hostile]:
    """A server for the block."""
    server = Hostile(script)
    try:
        yield server
    finally:
        server.close()
