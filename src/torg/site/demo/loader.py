"""The door: fill an empty desk, once; the network's side of it is built beside and moved in."""

import gc
import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from torg.delivery.actions import start_worker, stop_worker
from torg.delivery.models import Worker
from torg.kernel.liveness import FileLock, Lock
from torg.kernel.scope import every_municipality
from torg.people.models import Municipality
from torg.ports import registry
from torg.rules.queries import adoptions_held
from torg.site.demo.applications import lay_applications
from torg.site.demo.cases import lay_cases
from torg.site.demo.cast import employ, found, lay_templates
from torg.site.demo.changes import lay_changes, let_read
from torg.site.demo.channels import (
    catch_up,
    lay_closing,
    leave_unreviewed,
    open_channels,
    rest,
)
from torg.site.demo.dialogue import lay_talk
from torg.site.demo.endings import lay_endings
from torg.site.demo.exercise import lay_exercise
from torg.site.demo.films import lay_film
from torg.site.demo.following import lay_alarms, lay_connections
from torg.site.demo.following_up import lay_following_up
from torg.site.demo.keys import lay_keys
from torg.site.demo.letters import lay_letters, name_owner
from torg.site.demo.plan import lay_plan
from torg.site.demo.registers import lay_registers
from torg.site.demo.remarks import lay_questions, lay_remarks
from torg.site.demo.rounds import lay_rounds
from torg.site.demo.script import MUNICIPALITIES, script_of
from torg.site.demo.sharing import lay_shares
from torg.site.demo.stage import Clock, Stage
from torg.site.demo.standing import lay_standing, leave_waiting
from torg.site.wiring import rehearsal

if TYPE_CHECKING:
    from torg.site.wiring import Rehearsal

SEED = 20
BEGINS = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class Company:
    """What the four stories share."""

    network: "Rehearsal"
    clock: Clock
    end: datetime
    seed: int
    worker: Worker
    lock: Lock


def load(*, now: datetime, slugs: Iterable[str] = MUNICIPALITIES, seed: int = SEED) -> int:
    """Fill an empty desk; how many municipalities came. Nothing happens in a settled one.

    The same seed and time give the same people, texts, times and states (ids and secrets
    differ). All or nothing: the desk in one transaction, the network in a folder that is
    moved into place last.
    """
    if Municipality.objects.exists():
        return 0
    slugs = list(slugs)
    with (
        _without_searching_for_rubbish(),
        transaction.atomic(),
        every_municipality(),
        adoptions_held(),
        _network(now) as (network, clock),
    ):
        lock = FileLock(settings.LOCKS)
        worker = start_worker(lock=lock, now=clock.now)
        try:
            company = Company(network, clock, now, seed, worker, lock)
            stages = [_tell(slug, company) for slug in slugs]
            for stage in stages:
                leave_waiting(stage)
                catch_up(stage)
        finally:
            stop_worker(worker=worker, lock=lock, now=now)
    return len(slugs)


@contextmanager
def _without_searching_for_rubbish() -> Iterator[None]:
    """A tenth of the load goes to the search for cycles; once a municipality is enough."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _tell(slug: str, company: Company) -> Stage:
    """One municipality's story, from its founding until now."""
    script = script_of(slug)
    company.clock.now = company.end - BEGINS
    municipality = found(script, company.clock.now)
    stage = Stage(
        municipality=municipality,
        script=script,
        network=company.network,
        clock=company.clock,
        end=company.end,
        chance=random.Random(f"{company.seed} {slug}"),  # noqa: S311 - repeatable by design
        worker=company.worker,
        lock=company.lock,
    )
    stage.units, stage.people = employ(script, municipality, stage.now)
    lay_templates(script, municipality)
    stage.channels = open_channels(stage)
    _plan(stage)
    stage.play()
    name_owner(stage)
    lay_applications(stage)
    lay_registers(stage)
    rest(stage, stage.people["lead"])
    lay_closing(stage)
    leave_unreviewed(stage)
    lay_following_up(stage)
    lay_alarms(stage)
    lay_connections(stage)
    lay_keys(stage)
    lay_letters(stage)
    gc.collect()
    return stage


def _plan(stage: Stage) -> None:
    """What will happen, each thing at its time."""
    lay_plan(stage)
    lay_talk(stage)
    lay_endings(stage)
    lay_cases(stage)
    lay_standing(stage)
    lay_shares(stage)
    lay_film(stage)
    lay_rounds(stage)
    lay_exercise(stage)
    let_read(stage)
    lay_changes(stage)
    lay_remarks(stage)
    lay_questions(stage)


@contextmanager
def _network(now: datetime) -> Iterator[tuple["Rehearsal", Clock]]:
    """The practice network on a folder of its own; kept only when everything went well."""
    place = Path(settings.PRACTICE_DIR)
    building = place.with_name(f"{place.name}.ny")
    shutil.rmtree(building, ignore_errors=True)
    clock = Clock(now - BEGINS)
    network = rehearsal(building, clock, SEED)
    wired = registry.network_for("practice")
    registry.register("practice", network.network)
    try:
        with network.transaction():
            yield network, clock
    except BaseException:
        network.close()
        shutil.rmtree(building, ignore_errors=True)
        raise
    finally:
        registry.register("practice", wired)
    network.close()
    _put_aside(place, now)
    building.rename(place)


def _put_aside(place: Path, now: datetime) -> None:
    """A network that was there before an empty desk is kept under another name."""
    if place.exists():
        place.rename(place.with_name(f"{place.name}.{now:%Y%m%dT%H%M%S}"))
