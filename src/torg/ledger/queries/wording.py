"""Facts and texts of an entry, labelled for people."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from torg.ledger.models import Entry, EntryContent
from torg.people.permissions import ROLES


def details(facts: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Facts for people: plain values, with Swedish labels where the key is well known."""
    labels = {
        "channel": _("Kanal"),
        "citation": _("Stöd"),
        "decision": _("Beslut"),
        "digest": _("Kontrollsumma"),
        "due_at": _("Senast"),
        "evidence": _("Bevis"),
        "from": _("Från"),
        "network": _("Nätverk"),
        "reason": _("Skäl"),
        "rule": _("Regel"),
        "state": _("Läge"),
        "status": _("Status"),
        "to": _("Till"),
    }
    return tuple(
        (labels.get(key, key), _shown(value))
        for key, value in facts.items()
        if isinstance(value, str | int) and value != ""
    )


def roles(found: Entry) -> str:
    """The roles that the actor held then, by name; a role that is no longer known by its code."""
    codes = [code for code in found.actor_role.split(", ") if code]
    return ", ".join(str(ROLES[code].name) if code in ROLES else code for code in codes)


def exchange(found: Entry) -> tuple[tuple[str, str], ...]:
    """What the register says of a record that came in or went out; empty for an inner step."""
    told = found.facts.get("exchange")
    if not told:
        return ()
    statuses = {
        "kept_in_order": _("Hålls ordnad"),
        "to_register": _("Ska registreras"),
        "registered": _("Registrerad"),
        "minor": _("Av ringa betydelse"),
    }
    status = statuses.get(told["status"], told["status"])
    return ((_("Kanal"), told["channel"]), (_("Status"), status))


def texts(found: Entry) -> list[tuple[str, str]] | None:
    """The texts that the entry commits to, as (label, text); None when it has none left."""
    content: EntryContent | None = getattr(found, "content", None)
    told = content.told if content else None
    if not isinstance(told, dict):
        return None
    return [*_labelled(told)]


def _labelled(told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    labels = {
        "author": _("Skribent"),
        "body": _("Text"),
        "from": _("Från"),
        "motive": _("Motivering"),
        "reason": _("Skäl"),
        "text": _("Text"),
        "to": _("Till"),
    }
    for key, value in told.items():
        if isinstance(value, dict):
            yield from _labelled(value)
        elif isinstance(value, list):
            yield labels.get(key, key), ", ".join(map(_shown, value))
        elif value not in ("", None):
            yield labels.get(key, key), _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return str(value)
