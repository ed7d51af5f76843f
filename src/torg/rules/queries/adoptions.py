"""Every version that has been adopted, what each changed, and what lies ready to be adopted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from torg.people.models import Department, DepartmentKind, Municipality
from torg.policy.adjusting import as_toml, carried
from torg.policy.comparing import changes
from torg.policy.faults import Fault, PackRefusedError
from torg.policy.loading import load_folder
from torg.policy.pack import Pack
from torg.policy.pack_format import Adjustment
from torg.rules.models import PackAdoption
from torg.rules.queries.in_force import pack_readable, pack_stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The decision on a version as the minutes have it (V-01)."""

    adopting_body: str
    decided_on: date | None = None
    paragraph: str = ""
    reference: str = ""
    proposing_body: str = ""
    proposed_on: date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """An adoption with the instant at which the next one took over; None while it holds.

    holds: it is the one in force now. waits: it comes into force later.
    """

    adoption: PackAdoption
    until: datetime | None
    holds: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """The edition in policies/<municipality>/, as it would be in force.

    pack: None when it is broken, and then `faults` says why. told: what it changes, in words.
    lost: channels' principles that no longer fit. undone: the municipality's own values that
    the new edition decides on anew. same: it is the file of the version in force.
    """

    pack: Pack | None
    faults: tuple[Fault, ...] = ()
    told: tuple[str, ...] = ()
    lost: tuple[Adjustment, ...] = ()
    undone: tuple[Adjustment, ...] = ()
    same: bool = False
    decision: Decision | None = None


def folder_of(municipality: Municipality) -> Path:
    """Where the municipality's edition lies."""
    return Path(settings.POLICIES) / municipality.slug


def stated(pack: Pack) -> Decision:
    """The decision as the pack's first document tells it."""
    document = pack.documents[0]
    return Decision(
        adopting_body=(document.adopted_by or "")[:200],
        decided_on=document.adopted,
        paragraph=document.paragraph[:40],
        reference=document.reference[:80],
        proposing_body=document.proposed_by[:200],
        proposed_on=document.proposed,
        basis=document.basis,
    )


def latest(municipality: Municipality) -> PackAdoption | None:
    """The version that comes into force last, whether it has begun or not."""
    return in_order(municipality).last()


def in_order(municipality: Municipality) -> QuerySet[PackAdoption]:
    """Every version, in the order in which they come into force."""
    every = PackAdoption.objects.filter(municipality=municipality)
    return every.order_by("in_force_from", "number")


def standing(municipality: Municipality, at: datetime) -> PackAdoption | None:
    """The version in force at the instant, or the first one when it is earlier."""
    every = in_order(municipality)
    return every.filter(in_force_from__lte=at).last() or every.first()


def coming(municipality: Municipality, start: datetime) -> list[PackAdoption]:
    """The versions that take over after the instant: the last one of each day, in order."""
    later = in_order(municipality).filter(in_force_from__gt=start)
    return list({one.in_force_from: one for one in later}.values())


def history(municipality: Municipality, now: datetime) -> list[Version]:
    """Every version, the one that comes into force last first."""
    found = list(in_order(municipality).defer("content").select_related("adopted_by"))
    begun = [one for one in found if one.in_force_from <= now]
    holding = (begun or found)[-1 if begun else 0].pk if found else None
    following: Sequence[PackAdoption | None] = [*found[1:], None]
    return [
        Version(
            one,
            until=after.in_force_from if after else None,
            holds=one.pk == holding,
            waits=one.in_force_from > now,
        )
        for one, after in zip(found, following, strict=True)
    ][::-1]


def version(municipality: Municipality, number: int) -> Version | None:
    """One of them, superseded ones too."""
    found = history(municipality, timezone.now())
    return next((one for one in found if one.adoption.number == number), None)


def changed_in(adoption: PackAdoption) -> list[str]:
    """What the version changed from the one before, in words; nothing for the first."""
    earlier = Q(in_force_from__lt=adoption.in_force_from) | Q(
        in_force_from=adoption.in_force_from, number__lt=adoption.number
    )
    before = in_order(adoption.municipality).filter(earlier).last()
    old, new = pack_readable(before.digest) if before else None, pack_readable(adoption.digest)
    return changes(old, new) if old and new else []


def exported(adoption: PackAdoption) -> str:
    """The version as a pack.toml that loads again to the same digest."""
    return as_toml(pack_stored(adoption.digest))


def ready(municipality: Municipality) -> Ready:
    """What lies in the municipality's folder, beside the version adopted last."""
    try:
        pack = load_folder(folder_of(municipality))
    except PackRefusedError as error:
        return Ready(None, faults=error.faults)
    before = latest(municipality)
    held = pack_readable(before.digest) if before else None
    if before is None or held is None:
        return Ready(pack, decision=stated(pack))
    same = pack.digest in {before.digest, before.file_digest}
    after, lost = (held, []) if same else carried(pack, held)
    undone = [one for one in held.adjustments if not same and not one.channels]
    return Ready(
        after,
        told=tuple(changes(held, after)),
        lost=tuple(lost),
        undone=tuple(one for one in undone if one not in pack.adjustments),
        same=same,
        decision=stated(pack),
    )


def boards(municipality: Municipality) -> QuerySet[Department]:
    """The boards that are sent what is adopted."""
    return Department.objects.filter(municipality=municipality, kind=DepartmentKind.BOARD)
