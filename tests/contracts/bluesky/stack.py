"""The real network as fixtures: one process per size and test run, new accounts per test."""

import itertools
from collections.abc import Iterator
from typing import Literal

import pytest
from tools.bluesky.network import Missing, Person, Stack, full_size_lacks, is_installed, node

from torg.adapters.http import GuardedClient
from torg.adapters.networks.bluesky import Bluesky
from torg.ports.network import Connection

_numbers = itertools.count(1)


def _run(
    size: Literal["pds", "full"], *, rate_limits: bool = False, lasting: bool = False
) -> Iterator[Stack]:
    try:
        node()
    except Missing as missing:
        pytest.skip(f"INTE PRÖVAT mot riktiga Bluesky: {missing}")
    if not is_installed():
        pytest.skip("INTE PRÖVAT mot riktiga Bluesky: kör python tools/bluesky/stack.py setup")
    if size == "full" and (lacking := full_size_lacks()):
        pytest.skip(f"INTE PRÖVAT mot Blueskys flöde: {lacking}")
    with Stack(size, rate_limits=rate_limits, lasting=lasting) as stack:
        yield stack


@pytest.fixture(scope="session")
def pds() -> Iterator[Stack]:
    """The accounts' server alone."""
    yield from _run("pds")


@pytest.fixture(scope="session")
def whole() -> Iterator[Stack]:
    """Server, AppView and moderation service."""
    yield from _run("full")


@pytest.fixture
def counting() -> Iterator[Stack]:
    """The accounts' server with production's rate limits, for one test."""
    yield from _run("pds", rate_limits=True)


def lasting_stack() -> Iterator[Stack]:
    """The accounts' server alone, which can be killed and started again with its data."""
    yield from _run("pds", lasting=True)


def new_person(stack: Stack, name: str) -> Person:
    """An account that no other test knows."""
    return stack.person(f"{name}{next(_numbers)}")


def adapter(stack: Stack, *, seconds: float = 20.0) -> Bluesky:
    """A new adapter that has signed in nowhere yet."""
    return Bluesky(GuardedClient((stack.url,)), call_seconds=seconds)


def connection(stack: Stack, person: Person, *, secret: str = "") -> Connection:
    """Torg's connection to the account."""
    return Connection(
        adapter="bluesky",
        base_url=stack.url,
        account_id=person.did,
        handle=person.handle,
        secret=secret or person.app_password,
    )
