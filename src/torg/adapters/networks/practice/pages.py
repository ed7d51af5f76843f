"""The residents' view: everybody can read, and write as a made-up resident."""

from collections.abc import Callable
from importlib.resources import files

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice import accounts, feed, visits
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.site import Site
from torg.adapters.networks.practice.things import Thing
from torg.adapters.networks.practice.visitor import Visitor, visitor, writing_visitor
from torg.adapters.networks.practice.wording import initials, linked, shade, when

GLOBALS: dict[str, object] = {
    "initials": initials,
    "linked": linked,
    "shade": shade,
    "when": when,
}


def _page(
    site: Site, request: Request, who: Visitor, template: str, status: int = 200, **values: object
) -> Response:
    text = site.templates.get_template(template).render(
        root=request.script_root,
        me=who.me,
        token=who.token,
        people=accounts.residents(site.store),
        channels=accounts.channels(site.store),
        here=request.path,
        **values,
    )
    answer = Response(text, status, mimetype="text/html", headers={"Cache-Control": "no-store"})
    return who.remember(request, answer)


def _to(request: Request, path: str) -> Response:
    answer = redirect(f"{request.script_root}/{path}", 303, Response)
    return answer if isinstance(answer, Response) else Response(status=303)


def _back(request: Request) -> str:
    """Where the form stood; always below our own root, whatever was sent."""
    return request.form.get("tillbaka", "").lstrip("/\\")


def refused(site: Site, request: Request, no: No) -> Response:
    """The page of a refusal; what was typed stays readable."""
    who = visitor(site, request)
    typed = request.form.get("text", "") if request.method == "POST" else ""
    return _page(site, request, who, "refused.html", no.status, no=no, typed=typed)


def home(site: Site, request: Request) -> Response:
    """GET /: what this is, and everybody's posts."""
    who = visitor(site, request)
    before = request.args.get("fore", "")
    posts, more = feed.posts(site.store, who.me.id, before=before)
    return _page(site, request, who, "home.html", posts=posts, more=more, first=not before)


def account(site: Site, request: Request, handle: str) -> Response:
    """GET /konto/<handle>: an account's page."""
    who = visitor(site, request)
    owner = accounts.by_handle(site.store, handle)
    before = request.args.get("fore", "")
    posts, more = feed.posts(site.store, who.me.id, before=before, place_id=owner.id)
    return _page(site, request, who, "account.html", owner=owner, posts=posts, more=more)


def post(site: Site, request: Request, thing_id: str) -> Response:
    """GET /inlagg/<id>: a post and its comments."""
    who = visitor(site, request)
    shown = feed.one(site.store, who.me.id, thing_id)
    comments = feed.comments(site.store, who.me.id, thing_id)
    answering = request.args.get("svara", "")
    return _page(
        site, request, who, "post.html", post=shown, comments=comments, answering=answering
    )


def talk(site: Site, request: Request, account_id: str) -> Response:
    """GET /samtal/<account id>: the visitor's messages with an account."""
    who = visitor(site, request)
    owner = accounts.by_id(site.store, account_id)
    messages = feed.talk(site.store, who.me, owner)
    return _page(site, request, who, "talk.html", owner=owner, messages=messages)


def edit_form(site: Site, request: Request, thing_id: str) -> Response:
    """GET /innehall/<id>/andra: the form for one's own text."""
    who = visitor(site, request)
    shown = feed.one(site.store, who.me.id, thing_id)
    if not shown.mine:
        raise No(403, "not-yours", "Bara den som skrev kan ändra.")
    return _page(site, request, who, "edit.html", shown=shown)


def choose(site: Site, request: Request) -> Response:
    """POST /jag: become another resident, from the list or by a name of one's own."""
    who = writing_visitor(site, request)
    name = request.form.get("namn", "").strip()
    if name:
        me = accounts.open_resident(site.store, name=name, now=site.clock())
    else:
        me = accounts.by_id(site.store, request.form.get("vem", ""))
    if me.is_channel:
        raise No(403, "not-a-resident", "Här går det bara att vara invånare.")
    return Visitor(me, who.token).remember(request, _to(request, _back(request)))


def write(site: Site, request: Request) -> Response:
    """POST /skriv: a post on one's own page."""
    who = writing_visitor(site, request)
    made = visits.write(site.store, who.me, request.form.get("text", ""), site.clock())
    return _to(request, made.path)


def write_at(site: Site, request: Request, handle: str) -> Response:
    """POST /konto/<handle>/skriv: a post on an account's page."""
    who = writing_visitor(site, request)
    owner = accounts.by_handle(site.store, handle)
    made = visits.write(site.store, who.me, request.form.get("text", ""), site.clock(), owner)
    return _to(request, made.path)


def ask(site: Site, request: Request, handle: str) -> Response:
    """POST /konto/<handle>/meddelande: a direct message."""
    who = writing_visitor(site, request)
    owner = accounts.by_handle(site.store, handle)
    visits.ask(site.store, who.me, owner, request.form.get("text", ""), site.clock())
    return _to(request, f"samtal/{owner.id}")


def comment(site: Site, request: Request, thing_id: str) -> Response:
    """POST /innehall/<id>/kommentera: comment a post or answer a comment."""
    who = writing_visitor(site, request)
    text = request.form.get("text", "")
    return _to(request, visits.comment(site.store, who.me, thing_id, text, site.clock()).path)


def mark(site: Site, request: Request, thing_id: str, kind: str) -> Response:
    """POST /innehall/<id>/gilla|dela."""
    who = writing_visitor(site, request)
    marked = visits.mark(site.store, who.me, thing_id, kind, site.clock())
    return _to(request, _back(request) or marked.path)


def like(site: Site, request: Request, thing_id: str) -> Response:
    """POST /innehall/<id>/gilla."""
    return mark(site, request, thing_id, "like")


def share(site: Site, request: Request, thing_id: str) -> Response:
    """POST /innehall/<id>/dela."""
    return mark(site, request, thing_id, "repost")


def change(site: Site, request: Request, thing_id: str) -> Response:
    """POST /innehall/<id>/andra: save one's own text anew."""
    who = writing_visitor(site, request)
    text = request.form.get("text", "")
    return _to(request, visits.change(site.store, who.me, thing_id, text, site.clock()).path)


def regret(site: Site, request: Request, thing_id: str) -> Response:
    """POST /innehall/<id>/ta-bort: delete one's own text."""
    who = writing_visitor(site, request)
    gone: Thing = visits.regret(site.store, who.me, thing_id, site.clock())
    return _to(request, "" if gone.kind == "post" else f"inlagg/{gone.root_id}")


def picture(site: Site, _: Request, image_id: str) -> Response:
    """GET /bild/<id>: an image, served as nothing but an image."""
    mime, content = feed.picture(site.store, image_id)
    return Response(content, mimetype=mime, headers={"Cache-Control": "private, max-age=3600"})


def _static(name: str, mime: str) -> Response:
    content = files("torg.adapters.networks.practice").joinpath("static", name).read_bytes()
    return Response(content, mimetype=mime, headers={"Cache-Control": "max-age=300"})


def style(_: Site, __: Request) -> Response:
    """GET /stil.css."""
    return _static("practice.css", "text/css")


def icon(_: Site, __: Request) -> Response:
    """GET /ikon.svg."""
    return _static("icon.svg", "image/svg+xml")


ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", "/", home),
    ("GET", "/stil.css", style),
    ("GET", "/ikon.svg", icon),
    ("GET", "/bild/<image_id>", picture),
    ("GET", "/konto/<handle>", account),
    ("GET", "/inlagg/<thing_id>", post),
    ("GET", "/samtal/<account_id>", talk),
    ("GET", "/innehall/<thing_id>/andra", edit_form),
    ("POST", "/jag", choose),
    ("POST", "/skriv", write),
    ("POST", "/konto/<handle>/skriv", write_at),
    ("POST", "/konto/<handle>/meddelande", ask),
    ("POST", "/innehall/<thing_id>/kommentera", comment),
    ("POST", "/innehall/<thing_id>/gilla", like),
    ("POST", "/innehall/<thing_id>/dela", share),
    ("POST", "/innehall/<thing_id>/andra", change),
    ("POST", "/innehall/<thing_id>/ta-bort", regret),
)
