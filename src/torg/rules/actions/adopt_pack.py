"""Take the pack of policies/<municipality>/ into force: an act with a body that decided it."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.people.models import Municipality, User
from torg.policy.adjusting import carried
from torg.policy.faults import PackRefusedError
from torg.policy.loading import load_folder
from torg.policy.pack import Pack
from torg.rules.actions.store import check_start, dispatch, store
from torg.rules.models import AdoptionKind, PackAdoption
from torg.rules.permissions import check_can_adopt_pack
from torg.rules.queries.adoptions import Decision, folder_of, latest, stated
from torg.rules.queries.in_force import pack_readable


def adopt_pack(
    *,
    municipality: Municipality,
    by: User | None,
    now: datetime,
    folder: Path | None = None,
    in_force_from: datetime | None = None,
    decision: Decision | None = None,
    seen: str = "",
) -> PackAdoption:
    """Read, check and store the pack, and list whom it is to be sent to.

    folder: where pack.toml lies, default settings.POLICIES / slug. in_force_from: default
    `now`. decision: default what the pack's own document tells. seen: the digest that the
    person was shown, if any. The same file twice is one adoption; with another decision it is
    that decision, registered, and nobody is asked to read it again. Channels' principles follow.
    Raises Refusal that names file, rule and key when the pack is broken.
    """
    if by is not None:
        _check_person(by, municipality)
    pack = _read(folder or folder_of(municipality))
    start = in_force_from or now
    with transaction.atomic(), scope(municipality.pk):
        Municipality.objects.select_for_update().get(pk=municipality.pk)  # one adopter at a time
        before = latest(municipality)
        same = before is not None and pack.digest in {before.digest, before.file_digest}
        if before is not None and same and (decision is None or _is_known(before, decision)):
            return before
        _check_body(decision := decision or stated(pack))
        whole = _whole(pack, before, start, same=same)
        _check_seen(whole, seen)
        adoption = store(
            whole,
            before,
            kind=AdoptionKind.NOTE if same else AdoptionKind.EDITION,
            decision=decision,
            file_digest=before.file_digest if before is not None and same else pack.digest,
            municipality=municipality,
            by=by,
            now=now,
            start=start,
        )
        dispatch(adoption)
        return adoption


def _check_person(by: User, municipality: Municipality) -> None:
    check_can_adopt_pack(by)
    if by.municipality_id != municipality.pk:
        raise Denied(_("Regelverket hör till en annan kommun."))


def _read(folder: Path) -> Pack:
    try:
        return load_folder(folder)
    except PackRefusedError as error:
        raise Refusal(
            _("Regelverket kan inte antas. %(why)s") % {"why": error},
            remedy=_("Den som förvaltar regelfilen rättar den och försöker igen."),
        ) from error


def _whole(pack: Pack, before: PackAdoption | None, start: datetime, *, same: bool) -> Pack:
    """What would be in force: with the channels' principles, and at the same file unchanged."""
    if before is None:
        return pack
    check_start(start, before)
    held = pack_readable(before.digest)
    if held is None:
        return pack
    return held if same else carried(pack, held)[0]


def _is_known(before: PackAdoption, decision: Decision) -> bool:
    return all(getattr(before, name) == value for name, value in asdict(decision).items())


def _check_body(decision: Decision) -> None:
    if not decision.adopting_body.strip():
        raise Refusal(
            _("Det framgår inte vem som har antagit regelverket."),
            remedy=_("Skriv vilken nämnd, styrelse eller chef som har beslutat."),
            field="adopting_body",
        )


def _check_seen(pack: Pack, seen: str) -> None:
    if seen and seen != pack.digest:
        raise Refusal(
            _("Regelverket har ändrats sedan du läste det."),
            remedy=_("Läs ändringarna igen innan du antar."),
            field="seen",
        )
