"""Behind a bad line every adapter fails in the port's three ways only, and doubles nothing.

The real Bluesky behind the same lines: tests/contracts/bluesky/test_bad_line.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.contracts.practice.practice_rig import practice_rig
from tests.drills.bad_line import HARMS, NAMES, PATIENCE, Line, send
from tests.drills.proxy import Harm, Toxic, proxy

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice.card import card_for
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.settings import Settings
from torg.ports.errors import Unreachable
from torg.ports.network import KeyKind


@pytest.fixture(params=list(KeyKind))
def practice(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    profile: KeyKind = request.param
    with practice_rig(tmp_path, Settings(profile=profile)) as net:
        origin = net.connection.base_url.removesuffix("/ovning")
        card = card_for(profile, client_timeout=timedelta(seconds=PATIENCE))
        with proxy(origin) as line:
            far = PracticeNetwork(GuardedClient((line.origin,)), card=card)
            yield Line(
                line=line,
                far=far,
                near=net.network,
                through=replace(net.connection, base_url=f"{line.origin}/ovning"),
                past=net.connection,
                stands=lambda text: sum(held.text == text for held in net.held()),
                again=profile is not KeyKind.NEITHER,
            )


@pytest.mark.drill
def test_the_practice_network_behind_a_bad_line(practice: Line) -> None:
    for name, toxic in zip(NAMES, HARMS, strict=True):
        send(practice, toxic, name)


@pytest.mark.drill
@pytest.mark.parametrize("practice", [KeyKind.KEYED], indirect=True)
def test_reading_over_a_bad_line_is_never_maybe_done(practice: Line) -> None:
    failures = []
    for toxic in HARMS:
        if toxic.seconds >= PATIENCE:
            continue
        practice.line.toxics = (toxic,)
        for read in (practice.far.verify, practice.far.limits):
            try:
                read(practice.through)
            except Unreachable as error:
                failures.append(error.maybe_done)
    assert failures
    assert not any(failures), "reading changes nothing"


def test_the_same_seed_meets_the_same_harm(tmp_path: Path) -> None:
    def met(folder: str, seed: int) -> list[str]:
        plan = (Toxic(Harm.RESET_BEFORE, share=0.3), Toxic(Harm.LIMIT_DATA, share=0.3, size=9))
        with practice_rig(tmp_path / folder, Settings()) as net:
            origin = net.connection.base_url.removesuffix("/ovning")
            with proxy(origin, *plan, seed=seed) as line:
                network = PracticeNetwork(GuardedClient((line.origin,)))
                far = replace(net.connection, base_url=f"{line.origin}/ovning")
                for _ in range(30):
                    try:
                        network.verify(far)
                    except Unreachable:
                        continue
                return line.met

    assert met("a", 3) == met("b", 3) != met("c", 4)
