"""A fault proxy before any adapter: plain asyncio, the usual toxics, seeded.

`Proxy` listens on loopback and hands each connection on to the upstream. For each
connection one toxic may be drawn: the nth connection of a run meets the same one every time.
It knows nothing of HTTP beyond where a request's body ends.
"""

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

CHUNK = 64 * 1024
LONGEST = 30.0


class Harm(StrEnum):
    """What a toxic does. "before": the upstream never sees the request."""

    LATENCY = "latency"
    BANDWIDTH = "bandwidth"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    LIMIT_DATA = "limit_data"
    SLICER = "slicer"


@dataclass(frozen=True, slots=True)
class Toxic:
    """One line of the plan; the first that a connection draws is played.

    share: the chance. seconds: of latency, of the black hole, or between slices. jitter: up
    to so many seconds more. rate: bytes a second. size: bytes of a slice, or bytes of the
    answer that are let through.
    """

    harm: Harm
    share: float = 1.0
    seconds: float = 0.0
    jitter: float = 0.0
    rate: int = 0
    size: int = 0


class Proxy:
    """origin: where it listens. upstream: an origin such as "http://127.0.0.1:2583".

    toxics: the plan, which may be exchanged at any time. met: the harm of each connection so
    far, "" for none, in the order of their arrival.
    """

    def __init__(self, upstream: str, *, seed: int = 1, toxics: Sequence[Toxic] = ()) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._seed = seed
        self.toxics = tuple(toxics)
        self.met: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, name="fault-proxy", daemon=True)

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Drop every connection and end the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, sock=self._listener)
        )
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    def _draw(self) -> tuple[Toxic | None, random.Random]:
        chance = random.Random(f"{self._seed}:{len(self.met)}")
        found = next((toxic for toxic in self.toxics if chance.random() < toxic.share), None)
        self.met.append(found.harm.value if found else "")
        return found, chance

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        toxic, chance = self._draw()
        wire = _Wire(reader, writer, chance)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                async with asyncio.timeout(LONGEST):
                    await self._carry(wire, toxic)
        finally:
            writer.close()

    async def _carry(self, wire: "_Wire", toxic: Toxic | None) -> None:
        if toxic is not None and toxic.harm in BEFORE:
            await wire.request()
            await BEFORE[toxic.harm](wire, toxic)
            return
        upstream, forward = await asyncio.open_connection(*self._upstream)
        try:
            up = asyncio.create_task(_pump(wire.reader, forward))
            try:
                deal = AFTER[toxic.harm] if toxic is not None else _plain
                await deal(wire, upstream, toxic or Toxic(Harm.LATENCY))
            finally:
                up.cancel()
        finally:
            forward.close()


@dataclass(frozen=True, slots=True)
class _Wire:
    """The client's side of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    chance: random.Random

    async def request(self) -> None:
        """Read one whole request, and keep it from going further."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        lengths = [
            line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        ]
        if lengths:
            await self.reader.readexactly(int(lengths[0].partition(b":")[2]))

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Close with RST."""
        peer: socket.socket = self.writer.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()


async def _plain(wire: _Wire, upstream: asyncio.StreamReader, _: Toxic) -> None:
    await _pump(upstream, wire.writer)


async def _late(wire: _Wire, upstream: asyncio.StreamReader, toxic: Toxic) -> None:
    data = await upstream.read(CHUNK)
    await asyncio.sleep(toxic.seconds + wire.chance.uniform(0, toxic.jitter))
    await wire.send(data)
    await _pump(upstream, wire.writer)


async def _slow(wire: _Wire, upstream: asyncio.StreamReader, toxic: Toxic) -> None:
    piece = max(1, toxic.rate // 20)
    while data := await upstream.read(piece):
        await wire.send(data)
        await asyncio.sleep(len(data) / max(1, toxic.rate))


async def _sliced(wire: _Wire, upstream: asyncio.StreamReader, toxic: Toxic) -> None:
    while data := await upstream.read(CHUNK):
        while data:
            size = wire.chance.randint(1, max(1, toxic.size))
            await wire.send(data[:size])
            data = data[size:]
            await asyncio.sleep(toxic.seconds)


async def _swallowed(wire: _Wire, upstream: asyncio.StreamReader, toxic: Toxic) -> None:
    await upstream.read(CHUNK)
    await asyncio.sleep(toxic.seconds)


async def _reset_after(wire: _Wire, upstream: asyncio.StreamReader, _: Toxic) -> None:
    await upstream.read(CHUNK)
    wire.reset()


async def _limited(wire: _Wire, upstream: asyncio.StreamReader, toxic: Toxic) -> None:
    await wire.send((await upstream.read(CHUNK))[: toxic.size])


async def _hole(_: _Wire, toxic: Toxic) -> None:
    await asyncio.sleep(toxic.seconds)


async def _reset_before(wire: _Wire, _: Toxic) -> None:
    wire.reset()


Deed = Coroutine[Any, Any, None]
BEFORE: dict[Harm, Callable[[_Wire, Toxic], Deed]] = {
    Harm.TIMEOUT_BEFORE: _hole,
    Harm.RESET_BEFORE: _reset_before,
}
AFTER: dict[Harm, Callable[[_Wire, asyncio.StreamReader, Toxic], Deed]] = {
    Harm.LATENCY: _late,
    Harm.BANDWIDTH: _slow,
    Harm.SLICER: _sliced,
    Harm.TIMEOUT_AFTER: _swallowed,
    Harm.RESET_AFTER: _reset_after,
    Harm.LIMIT_DATA: _limited,
}


@contextmanager
def proxy(upstream: str, *toxics: Toxic, seed: int = 1) -> Iterator[Proxy]:
    """A proxy for the block."""
    made = Proxy(upstream, seed=seed, toxics=toxics)
    made.start()
    try:
        yield made
    finally:
        made.stop()
