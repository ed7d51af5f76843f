"""Facts and texts of an entry, labelled for people."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from torg.ledger.models import Entry, EntryContent


def details(facts: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Facts for people: plain values, with Swedish labels where the key is well known."""
    labels = {
        "channel": _("Kanal"),
        "citation": _("Stöd"),
        "decision": _("Beslut"),
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
