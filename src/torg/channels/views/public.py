"""The register as residents see it, without signing in."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from torg import ui
from torg.channels.models import Channel
from torg.channels.queries import genuine, open_data, public
from torg.channels.queries.open_data import absolute
from torg.channels.views import answering
from torg.kernel.networks import NAMES
from torg.kernel.scope import every_municipality
from torg.people.models import Municipality

View = Callable[..., HttpResponseBase]
# A caller may not make a page out of more than this.
LONGEST_MARK = 600
SCRIPT = Path(ui.__file__).with_name("static") / "ui" / "channel-list.js"


def open_to_all(view: View) -> View:
    """Nobody signs in, nothing is changed, and the register is one over all municipalities."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with every_municipality():
            return view(request, *args, **kwargs)

    answer: View = login_not_required(require_safe(opened))
    return answer


@open_to_all
def list_all(request: HttpRequest) -> HttpResponseBase:
    """Every municipality's channels, a page at a time."""
    filters, today = public.Filters.of(request.GET.dict()), public.local_today()
    rows = public.page_of_all(filters, mark(request), today)
    shown = rows[: public.PAGE]
    told = _list(shown, filters) | {
        "following": following(rows, filters, "public:list_all"),
        "path": reverse("public:list_all"),
        "languages": public.LANGUAGES,
        "networks": NAMES,
    }
    return answering.page(request, "channels/public/all.html", told, public.last_change(shown))


@open_to_all
def list_municipality(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All of one municipality's channels."""
    rows = public.of_municipality(slug)
    town = town_of(rows, slug)
    filters, today = public.Filters.of(request.GET.dict()), public.local_today()
    told = _list(public.chosen(rows, filters, today), filters) | {
        "town": town,
        "whole": len(rows),
        "updated": public.last_change(rows),
        "path": reverse("public:list_municipality", args=[slug]),
        "departments": [(name, name) for name in sorted({row.department.name for row in rows})],
        "networks": {key: name for key, name in NAMES.items() if key in _networks(rows)},
        "languages": {row.language: _language(row.language) for row in rows},
    }
    return answering.page(request, "channels/public/town.html", told, told["updated"])


@open_to_all
def show_channel(request: HttpRequest, slug: str, channel_id: UUID) -> HttpResponseBase:
    """One channel: whose it is, what it is for, and what holds on it."""
    row = get_object_or_404(public.shown(), municipality__slug=slug, pk=channel_id)
    told = _frame() | {
        "town": row.municipality,
        "row": row,
        "successor": public.successor_of(row),
        "lasting": absolute("public:show_channel", slug, row.pk),
        "functions": row.functions,
        "language": _language(row.language),
        "untouched_days": settings.UNTOUCHED_DAYS,
    }
    return answering.page(request, "channels/public/channel.html", told, row.changed_at)


@open_to_all
def check(request: HttpRequest) -> HttpResponseBase:
    """Is it really ours? What the register says of an account somebody has met."""
    text, network = request.GET.get("konto", ""), request.GET.get("natverk", "")
    town = request.GET.get("kommun", "")
    asked = bool(text.strip())
    told = _frame() | {
        "asked": text[:500],
        "network": network,
        "networks": NAMES,
        "answer": genuine.look_up(text, network) if asked else None,
        "back": town[:40],
    }
    return answering.page(request, "channels/public/check.html", told, None)


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@open_to_all
def embed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The list alone, for a frame on the municipality's own website."""
    rows = public.of_municipality(slug)
    town = town_of(rows, slug)
    filters, today = public.Filters.of(request.GET.dict()), public.local_today()
    used = [row for row in public.chosen(rows, filters, today) if row.closed_on is None]
    told = _list(used, filters) | {"town": town}
    return answering.page(request, "channels/public/embed.html", told, public.last_change(rows))


@open_to_all
def about_embed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What a municipality's website is to hold to show the list."""
    town = get_object_or_404(Municipality, slug=slug)
    told = _frame() | snippets(town) | {"town": town, "origin": settings.PUBLIC_URL}
    return answering.page(request, "channels/public/about_embed.html", told, None)


@open_to_all
def embed_script(request: HttpRequest) -> HttpResponseBase:
    """The script of the list, at an address that stays."""
    return answering.data(request, SCRIPT.read_text(encoding="utf-8"), "text/javascript", None)


@open_to_all
def about_data(request: HttpRequest) -> HttpResponseBase:
    """What the open data is and where."""
    told = _frame() | {"fields": open_data.fields()}
    return answering.page(request, "channels/public/data.html", told, None)


def snippets(town: Municipality) -> dict[str, str]:
    """The list as HTML for another website: with the script, and in a frame."""
    page, data, framed = (
        absolute(f"public:{name}", town.slug)
        for name in ("list_municipality", "municipality_json", "embed")
    )
    words = escape(_("%(town)s i sociala medier") % {"town": town.name})
    return {
        "script": f'<div data-torg-kanaler="{data}">\n  <p><a href="{page}">{words}</a></p>\n</div>'
        f'\n<script src="{absolute("public:embed_script")}" defer></script>',
        "frame": f'<iframe src="{framed}" title="{words}" width="100%" height="600"'
        ' loading="lazy"></iframe>',
    }


def _frame() -> dict[str, Any]:
    return {
        "public": public,
        "today": public.local_today(),
        "status_words": public.status_words(),
        "status_icons": {"live": "check-circle", "resting": "pause", "closed": "archive"},
        "LANGUAGE_CODE": "sv",
    }


def _list(rows: list[Channel], filters: public.Filters) -> dict[str, Any]:
    return _frame() | {"rows": rows, "filters": filters, "updated": public.last_change(rows)}


def town_of(rows: list[Channel], slug: str) -> Municipality:
    """The municipality; asked for by itself only while it has no channel. Raises Http404."""
    return rows[0].municipality if rows else get_object_or_404(Municipality, slug=slug)


def mark(request: HttpRequest) -> str:
    """Where the page begins. Raises Http404 for what no page of ours has made."""
    packed = request.GET.get("efter", "")[:LONGEST_MARK]
    if not packed:
        return ""
    try:
        text = urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        town, name, pk = text.split("\n")
        return "\n".join((town, name, str(UUID(pk))))
    except ValueError as error:
        raise Http404 from error


def following(rows: list[Channel], filters: public.Filters, name: str, size: int = 0) -> str:
    """The address of the next page; "" on the last."""
    size = size or public.PAGE
    if len(rows) <= size:
        return ""
    packed = urlsafe_b64encode(public.mark_after(rows[size - 1]).encode()).decode().rstrip("=")
    more = "&".join(filter(None, (filters.address, urlencode({"efter": packed}))))
    return f"{reverse(name)}?{more}"


def _networks(rows: list[Channel]) -> set[str]:
    return {public.network_of(row) for row in rows}


def _language(code: str) -> str:
    return public.LANGUAGES.get(code, code)
