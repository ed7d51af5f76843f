"""The register for programs: one shape for JSON, CSV and Atom, and the schema that it keeps."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml  # nosec B405 only written

from django.conf import settings
from django.urls import reverse

from torg.channels.models import Channel
from torg.channels.queries.genuine import Answer, Known
from torg.channels.queries.public import (
    address_of,
    contact_of,
    handle_of,
    last_change,
    network_of,
    network_words,
    status_of,
    status_words,
)
from torg.kernel.networks import NETWORKS
from torg.kernel.spreadsheets import NOT_XML, written_csv

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
COLUMNS = (
    "municipality", "name", "network", "address", "handle", "department", "status", "purpose",
    "contact", "language", "comments_open", "live_since", "reviewed_on", "closed_on", "changed_at",
    "page", "id", "target_groups", "page_rules", "account_id",
)  # fmt: skip


def absolute(name: str, *args: object) -> str:
    """A page's whole address, as others are to link to it."""
    path: str = reverse(name, args=args or None)
    return f"{settings.PUBLIC_URL}{path}"


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the open data; its networks are those of the house."""
    told: dict[str, Any] = json.loads(
        Path(__file__).with_name("open_data.schema.json").read_text(encoding="utf-8")
    )
    told["$defs"]["channel"]["properties"]["network"]["enum"] = [*NETWORKS, "web"]
    return told


def fields() -> list[tuple[str, str, bool]]:
    """Each field of a channel: its name, what it holds, and whether it is a column of the CSV."""
    told = schema()["$defs"]["channel"]["properties"]
    return [(name, rule["description"], name in COLUMNS) for name, rule in told.items()]


def document(rows: Sequence[Channel], today: date, following: str = "") -> dict[str, Any]:
    """The rows as JSON is to say them. following: the address of the next page."""
    changed = last_change(rows)
    return {
        "$schema": absolute("public:schema"),
        "updated": _instant(changed) if changed else None,
        "next": following or None,
        "channels": [entry(row, today) for row in rows],
    }


def entry(row: Channel, today: date) -> dict[str, Any]:
    """One channel. Days are Swedish; moments are UTC."""
    network = network_of(row)
    page = absolute("public:show_channel", row.municipality.slug, row.pk)
    return {
        "id": str(row.pk),
        "municipality": {"slug": row.municipality.slug, "name": row.municipality.name},
        "department": row.department.name,
        "name": row.name,
        "network": network,
        "network_name": network_words(network),
        "functions": list(row.functions),
        "address": address_of(row) or None,
        "handle": handle_of(row) or None,
        "account_id": row.account_id or None,
        "channel_class": row.channel_class,
        "status": status_of(row, today).value,
        "purpose": row.purpose,
        "target_groups": row.target_groups,
        "contact": contact_of(row),
        "language": row.language,
        "comments_open": row.comments_open,
        "page_rules": f"{page}#sidans-regler" if row.page_rules else None,
        "live_since": _day(row.live_since),
        "reviewed_on": _day(row.reviewed_on),
        "closed_on": _day(row.closed_on),
        "changed_at": _instant(row.changed_at),
        "page": page,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def table(rows: Sequence[Channel], today: date) -> str:
    """The rows as CSV."""
    told = (entry(row, today) | {"municipality": row.municipality.name} for row in rows)
    return written_csv([COLUMNS, *([_cell(one[name]) for name in COLUMNS] for one in told)])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def feed(rows: Sequence[Channel], today: date, *, title: str, own: str, page: str) -> str:
    """Atom: what changed last comes first. own: the feed's address; page: the list's."""
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "sv"})
    changed = last_change(rows)
    moment = _instant(changed) if changed else "1970-01-01T00:00:00Z"
    _put(root, id=own, title=title, updated=moment)
    Xml.SubElement(root, "link", {"rel": "self", "href": own})
    Xml.SubElement(root, "link", {"rel": "alternate", "href": page})
    for row in sorted(rows, key=lambda one: one.changed_at, reverse=True)[:ENTRIES]:
        told, item = entry(row, today), Xml.SubElement(root, "entry")
        _put(
            item,
            id=f"urn:uuid:{row.pk}",
            title=f"{row.name} ({told['network_name']})",
            updated=told["changed_at"],
            summary=f"{status_words()[status_of(row, today)]}. {row.purpose}".strip(),
        )
        author = Xml.SubElement(item, "author")
        _put(author, name=f"{row.municipality.name}, {row.department.name}")
        Xml.SubElement(item, "link", {"rel": "alternate", "href": told["page"]})
    return _written(root)


def sitemap(pages: Sequence[tuple[str, datetime | None]]) -> str:
    """A sitemap of the pages, each with the day that it changed."""
    root = Xml.Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for address, changed in pages:
        item = Xml.SubElement(root, "url")
        _put(item, loc=address, **({"lastmod": _instant(changed)} if changed else {}))
    return _written(root)


def _put(parent: Xml.Element, **texts: str) -> None:
    for name, text in texts.items():
        Xml.SubElement(parent, name).text = NOT_XML.sub("", text)


def _written(root: Xml.Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode")


def graph(rows: Sequence[Channel]) -> dict[str, Any]:
    """The municipality and its accounts as schema.org says it (JSON-LD)."""
    first = rows[0].municipality
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": first.name,
        "url": first.website or absolute("public:list_municipality", first.slug),
        "sameAs": sorted(
            {
                address_of(row)
                for row in rows
                if row.closed_on is None and row.municipality_id == first.pk and address_of(row)
            }
        ),
    }


def answer(found: Answer) -> dict[str, Any]:
    """What a program is told that asks whether an account is official."""
    return {
        "verdict": found.verdict.value,
        "read_as": {
            "kind": found.spoken.kind.value,
            "network": found.spoken.network or None,
            "handle": found.spoken.handle or None,
            "account_id": found.spoken.account_id or None,
        },
        "channels": [_told(one) for one in found.channels],
        "similar": [_told(one) for one in found.similar],
    }


def _told(one: Known) -> dict[str, Any]:
    return {
        "name": one.name,
        "network": one.network,
        "handle": one.handle or None,
        "address": one.address or None,
        "municipality": {"slug": one.municipality, "name": one.town},
        "department": one.department,
        "official": one.official,
        "until": _day(one.until),
        "page": absolute("public:show_channel", one.municipality, one.channel_id),
    }


def well_known(towns: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Where each municipality's list is, and where an account can be checked."""
    return {
        "$schema": absolute("public:schema"),
        "check": absolute("public:check_json"),
        "lists": [
            {
                "municipality": town["name"],
                "website": town["website"] or None,
                "page": absolute("public:list_municipality", town["slug"]),
                "data": absolute("public:municipality_json", town["slug"]),
            }
            for town in towns
        ],
    }
