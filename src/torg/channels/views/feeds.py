"""The register for programs, open to every site's scripts."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.channels.queries import genuine, open_data, public
from torg.channels.views import answering
from torg.channels.views.public import following, mark, open_to_all, town_of
from torg.people.models import Municipality

Shape = Callable[[Sequence[Channel], str], str]
SIZE = 1_000
JSON, CSV, ATOM, LD = "application/json", "text/csv", "application/atom+xml", "application/ld+json"


@open_to_all
def all_json(request: HttpRequest) -> HttpResponseBase:
    """Every municipality's channels, a thousand at a time."""
    return _all(request, "public:all_json", JSON, _json)


@open_to_all
def all_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a table; the next page stands in the header Link."""
    return _all(request, "public:all_csv", CSV, _csv)


@open_to_all
def all_atom(request: HttpRequest) -> HttpResponseBase:
    """What changed last among all municipalities."""
    rows = list(public.shown().order_by("-changed_at", "-id")[: open_data.ENTRIES])
    body = _feed(rows, _("Ändringar i kommunernas kanalregister"), "public:all_atom", "list_all")
    return answering.data(request, body, ATOM, public.last_change(rows))


@open_to_all
def municipality_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All of one municipality's channels."""
    return _town(request, slug, JSON, _json)


@open_to_all
def municipality_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same as a table."""
    return _town(request, slug, CSV, _csv)


@open_to_all
def municipality_ld(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The municipality and its accounts as search engines read them (schema.org)."""
    rows = public.of_municipality(slug)
    town_of(rows, slug)
    told = open_data.graph(rows) if rows else {"@context": "https://schema.org"}
    return answering.data(request, answering.as_json(told), LD, public.last_change(rows))


@open_to_all
def municipality_atom(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What changed last in one municipality's register."""
    rows = public.of_municipality(slug)
    town = town_of(rows, slug)
    title = _("Ändringar i kanalregistret: %(town)s") % {"town": town.name}
    body = _feed(rows, title, "public:municipality_atom", "list_municipality", slug)
    return answering.data(request, body, ATOM, public.last_change(rows))


@open_to_all
def schema(request: HttpRequest) -> HttpResponseBase:
    """The JSON Schema of the open data."""
    told = open_data.schema() | {"$id": open_data.absolute("public:schema")}
    return answering.data(request, answering.as_json(told), "application/schema+json", None)


@open_to_all
def check_json(request: HttpRequest) -> HttpResponseBase:
    """Is it really ours, asked by a program: konto and, for a bare name, natverk."""
    found = genuine.look_up(request.GET.get("konto", ""), request.GET.get("natverk", ""))
    return answering.data(request, answering.as_json(open_data.answer(found)), JSON, None)


@open_to_all
def well_known(request: HttpRequest) -> HttpResponseBase:
    """Where the lists are, at an address that a program can guess."""
    rows = Municipality.objects.values_list("slug", "name", "website")
    towns = [{"slug": slug, "name": name, "website": website} for slug, name, website in rows]
    told = answering.as_json(open_data.well_known(towns))
    return answering.data(request, told, JSON, None)


@open_to_all
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Every public page, for search engines."""
    rows = public.shown().values_list("municipality__slug", "pk", "changed_at")
    pages: list[tuple[str, datetime | None]] = []
    newest: dict[str, datetime] = {}
    for slug, pk, changed in rows:
        pages.append((open_data.absolute("public:show_channel", slug, pk), changed))
        newest[slug] = max(changed, newest.get(slug, changed))
    pages += [
        (open_data.absolute("public:list_municipality", slug), at) for slug, at in newest.items()
    ]
    pages += [(open_data.absolute(f"public:{name}"), None) for name in ("list_all", "check")]
    body = open_data.sitemap(pages)
    return answering.kept(request, body, "application/xml", max(newest.values(), default=None))


@open_to_all
def robots(_request: HttpRequest) -> HttpResponseBase:
    """Search engines are welcome to the register and to nothing else."""
    open_places = "Allow: /kanaler/\nAllow: /static/\nDisallow: /\n"
    told = f"User-agent: *\n{open_places}\nSitemap: {open_data.absolute('public:sitemap')}\n"
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


def _all(request: HttpRequest, name: str, kind: str, shape: Shape) -> HttpResponseBase:
    filters, today = public.Filters.of(request.GET.dict()), public.local_today()
    rows = public.page_of_all(filters, mark(request), today, SIZE)
    more = following(rows, filters, name, SIZE)
    more = f"{settings.PUBLIC_URL}{more}" if more else ""
    shown = rows[:SIZE]
    return answering.data(request, shape(shown, more), kind, public.last_change(shown), more)


def _town(request: HttpRequest, slug: str, kind: str, shape: Shape) -> HttpResponseBase:
    rows = public.of_municipality(slug)
    town_of(rows, slug)
    filters, today = public.Filters.of(request.GET.dict()), public.local_today()
    shown = public.chosen(rows, filters, today)
    return answering.data(request, shape(shown, ""), kind, public.last_change(rows))


def _json(rows: Sequence[Channel], more: str) -> str:
    return answering.as_json(open_data.document(rows, public.local_today(), more))


def _csv(rows: Sequence[Channel], _more: str) -> str:
    return open_data.table(rows, public.local_today())


def _feed(rows: Sequence[Channel], title: str, name: str, page: str, *args: str) -> str:
    return open_data.feed(
        rows,
        public.local_today(),
        title=title,
        own=open_data.absolute(name, *args),
        page=open_data.absolute(f"public:{page}", *args),
    )
