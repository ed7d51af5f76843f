"""Take the pack of policies/<municipality>/ into force."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.actions import record
from torg.people.models import Municipality, User
from torg.policy.faults import PackRefusedError
from torg.policy.loading import load_folder
from torg.policy.pack import Pack
from torg.rules.models import PackAdoption
from torg.rules.permissions import check_can_adopt_pack


def adopt_pack(
    *,
    municipality: Municipality,
    by: User | None,
    now: datetime,
    folder: Path | None = None,
    in_force_from: datetime | None = None,
) -> PackAdoption:
    """Read, check and store the pack; the same content twice in a row is one adoption.

    folder: where pack.toml lies, default settings.POLICIES / slug. in_force_from: default
    `now`. Raises Refusal that names file, rule and key when the pack is broken.
    """
    if by is not None:
        _check_person(by, municipality)
    pack = _read(folder or Path(settings.POLICIES) / municipality.slug)
    start = in_force_from or now
    with transaction.atomic(), scope(municipality.pk):
        Municipality.objects.select_for_update().get(pk=municipality.pk)  # one adopter at a time
        latest: PackAdoption | None = PackAdoption.objects.order_by("-number").first()
        if latest is not None and latest.digest == pack.digest:
            return latest
        if latest is not None and start < latest.in_force_from:
            raise Refusal(
                _("Ett nyare regelverk gäller redan från en senare tidpunkt."),
                remedy=_("Välj en tidpunkt efter att det nuvarande började gälla."),
                field="in_force_from",
            )
        return _store(pack, latest, municipality=municipality, by=by, now=now, start=start)


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


def _store(
    pack: Pack,
    latest: PackAdoption | None,
    *,
    municipality: Municipality,
    by: User | None,
    now: datetime,
    start: datetime,
) -> PackAdoption:
    adoption: PackAdoption = PackAdoption.objects.create(
        municipality=municipality,
        number=latest.number + 1 if latest else 1,
        digest=pack.digest,
        version=pack.version,
        content=pack.content.decode(),
        adopted_at=now,
        adopted_by=by,
        in_force_from=start,
    )
    record(
        municipality=municipality,
        verb="rules.adopt_pack",
        summary=_("Regelverket %(version)s antogs.") % {"version": pack.version},
        about=[Ref("rules.pack_adoption", str(adoption.pk))],
        by=by,
        now=now,
        facts={
            "digest": pack.digest,
            "version": pack.version,
            "replaced": latest.digest if latest else "",
            "in_force_from": start.isoformat(),
        },
    )
    return adoption
