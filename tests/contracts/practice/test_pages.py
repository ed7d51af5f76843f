"""The residents' pages: forms work without script, texts stay texts, foreign forms fail."""

import re
from base64 import b64encode
from pathlib import Path

import pytest
from tests.contracts.practice.practice_rig import PracticeRig, now
from werkzeug.test import Client, TestResponse

from torg.adapters.networks.practice import accounts, acts, feed, visits
from torg.adapters.networks.practice.app import Application, create_app
from torg.adapters.networks.practice.cast import CAST
from torg.adapters.networks.practice.wording import initials, linked, when
from torg.ports.network import ActKind

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<b hx-get='/x' data-hx-post='/y' style='color:red'>fet</b>",
    "javascript:alert(1) {{ 7777*7777 }} {% raw %}",
    "@provkommun<svg onload=alert(1)>@provkommun",
)


@pytest.fixture
def app(tmp_path: Path) -> Application:
    made = create_app(tmp_path, "/ovning")
    accounts.open_account(
        made.site.store, handle="provkommun", name="Provkommun", style="facebook", now=now()
    )
    return made


class Browser:
    """A visitor who reads a page and sends its forms."""

    def __init__(self, app: Application) -> None:
        self._client = Client(app)
        self._app = app

    def get(self, path: str = "/") -> TestResponse:
        return self._client.get(f"/ovning{path}")

    def send(self, path: str, **fields: str) -> TestResponse:
        found = re.search(r'name="skydd" value="([^"]+)"', self.get().text)
        assert found is not None
        data = {"skydd": found.group(1), **fields}
        return self._client.post(f"/ovning{path}", data=data)

    def raw(self, path: str, **fields: str) -> TestResponse:
        return self._client.post(f"/ovning{path}", data=fields)


@pytest.fixture
def browser(app: Application) -> Browser:
    return Browser(app)


def channel_post(app: Application, text: str = "Nu plogar vi") -> str:
    store = app.site.store
    owner = accounts.by_handle(store, "provkommun")
    body = {"text": text}
    found = acts.perform(store, owner, ActKind.PUBLISH, body, key="", now=now())
    return str(found["id"])


def test_the_first_page_explains_itself(app: Application, browser: Browser) -> None:
    channel_post(app)
    page = browser.get()
    assert page.status_code == 200
    for words in ("Övningsnätet", "påhittat", "Nu plogar vi", "Provkommun", "Liknar Facebook"):
        assert words in page.text
    for role in CAST:
        assert role.name in page.text


def test_no_page_asks_for_anything_outside(app: Application, browser: Browser) -> None:
    root = channel_post(app, "Se https://example.org/ och //example.org")
    for path in ("/", f"/inlagg/{root}", "/konto/provkommun", "/saknas"):
        page = browser.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"
        urls = re.findall(r'(?:src|href|action)="([^"]*)"', page.text)
        assert urls
        assert all(url.startswith(("/ovning/", "#")) for url in urls)
        assert not re.search(r"<script|\sstyle=|\son\w+=", page.text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_texts_and_names_stay_texts(app: Application, browser: Browser, payload: str) -> None:
    root = channel_post(app, payload)
    browser.send("/jag", namn=payload[:60])
    assert browser.send(f"/innehall/{root}/kommentera", text=payload).status_code == 303
    browser.send("/konto/provkommun/skriv", text=payload)
    browser.send("/konto/provkommun/meddelande", text=payload)
    owner = accounts.by_handle(app.site.store, "provkommun")
    for path in ("/", f"/inlagg/{root}", "/konto/provkommun", f"/samtal/{owner.id}"):
        page = browser.get(path).text
        assert not re.search(r"<(script|img|svg|b)\b", page)
        assert not re.search(r"<[^>]*\s(onerror|onload|hx-get|data-hx-post|style)=", page)
    assert "60481729" not in browser.get(f"/inlagg/{root}").text


def test_a_comment_is_written_answered_changed_and_taken_back(
    app: Application, browser: Browser
) -> None:
    root = channel_post(app)
    answer = browser.send(f"/innehall/{root}/kommentera", text="Även vår gata?")
    assert answer.status_code == 303
    where, _, comment = answer.headers["Location"].partition("#")
    assert where == f"/ovning/inlagg/{root}"
    assert f"/innehall/{comment}/kommentera" in browser.get(f"/inlagg/{root}?svara={comment}").text
    browser.send(f"/innehall/{comment}/kommentera", text="Svarar mig själv")
    assert "Även vår gata?" in browser.get(f"/innehall/{comment}/andra").text
    browser.send(f"/innehall/{comment}/andra", text="Också Ekbacken?")
    page = browser.get(f"/inlagg/{root}").text
    assert "Också Ekbacken?" in page
    assert "ändrad" in page
    assert "Även vår gata?" not in page
    browser.send(f"/innehall/{comment}/ta-bort")
    page = browser.get(f"/inlagg/{root}").text
    assert "Också Ekbacken?" not in page
    assert "Svarar mig själv" in page


def test_one_becomes_another_resident(app: Application, browser: Browser) -> None:
    amina = next(p for p in accounts.residents(app.site.store) if p.name == "Amina Yusuf")
    browser.send("/jag", vem=amina.id)
    assert "Du är</span> Amina Yusuf" in browser.get().text
    answer = browser.send("/jag", namn="  Nils   Nyfiken ", tillbaka="//evil.example/x")
    assert answer.headers["Location"] == "/ovning/evil.example/x"
    assert "Du är</span> Nils Nyfiken" in browser.get().text
    owner = accounts.by_handle(app.site.store, "provkommun")
    assert browser.send("/jag", vem=owner.id).status_code == 403
    assert browser.send("/jag", vem="k_finns_inte").status_code == 404
    assert browser.send("/jag", namn="å" * 61).status_code == 422


def test_likes_and_shares_go_back_to_where_one_was(app: Application, browser: Browser) -> None:
    root = channel_post(app)
    answer = browser.send(f"/innehall/{root}/gilla", tillbaka=f"/#{root}")
    assert answer.headers["Location"] == f"/ovning/#{root}"
    assert "Gillad · 1" in browser.get().text
    browser.send(f"/innehall/{root}/gilla")
    assert "Gillad" not in browser.get().text
    assert browser.send(f"/innehall/{root}/dela").headers["Location"].endswith(f"/inlagg/{root}")
    assert "Dela · 1" in browser.get().text


@pytest.mark.parametrize("token", [None, "", "fel", "å"])
def test_a_foreign_form_changes_nothing(
    app: Application, browser: Browser, token: str | None
) -> None:
    root = channel_post(app)
    browser.get()
    fields = {"text": "Utifrån", "namn": "Utifrån"}
    if token is not None:
        fields["skydd"] = token
    paths = [rule.rule for rule in app._map.iter_rules() if "POST" in (rule.methods or ())]
    forms = [path for path in paths if not path.startswith("/api/")]
    assert len(forms) == 9
    for form in forms:
        path = form.replace("<thing_id>", root).replace("<handle>", "provkommun")
        assert browser.raw(path, **fields).status_code == 403
    assert "Utifrån" not in browser.get(f"/inlagg/{root}").text.split("</header>")[1]
    assert len(app.site.store.reading().execute("SELECT * FROM thing").fetchall()) == 1


def test_cookies_are_bound_to_the_pages(browser: Browser) -> None:
    cookies = browser.get().headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/ovning" in cookie


def test_a_refusal_keeps_what_was_typed(app: Application, browser: Browser) -> None:
    page = browser.send("/innehall/p_borta/kommentera", text="Min långa <text>")
    assert page.status_code == 404
    assert "Min långa &lt;text&gt;" in page.text
    assert browser.send("/skriv", text=" \n ").status_code == 422
    assert browser.send("/skriv", text="å" * 8001).status_code == 422
    assert browser.get("/innehall/p_borta/andra").status_code == 404
    other = accounts.open_resident(app.site.store, name="Bo Bok", now=now())
    theirs = visits.write(app.site.store, other, "Mitt eget", now())
    assert browser.get(f"/innehall/{theirs.id}/andra").status_code == 403


def test_a_hidden_comment_shows_for_its_author_only(net: PracticeRig) -> None:
    store = net.app.site.store
    owner = accounts.by_id(store, net.account.id)
    made = acts.perform(store, owner, ActKind.PUBLISH, {"text": "Hej"}, key="", now=now())
    comment = net.comment(str(made["id"]), "Dold snart")
    acts.perform(store, owner, ActKind.HIDE, {"target": comment}, key="", now=now())
    root = str(made["id"])
    assert feed.comments(store, net.resident("Bo Bok"), root) == []
    (shown,) = feed.comments(store, net.resident(), root)
    assert (shown.hidden, shown.mine) == (True, True)


def test_comments_stand_below_what_they_answer(net: PracticeRig) -> None:
    store = net.app.site.store
    root = net.visitor_post("Rot")
    first = net.comment(root, "1")
    second = net.comment(root, "2")
    net.comment(second, "2.1")
    below = net.comment(first, "1.1")
    net.comment(below, "1.1.1")
    shown = [(item.text, item.depth) for item in feed.comments(store, "", root)]
    assert shown == [("1", 0), ("1.1", 1), ("1.1.1", 2), ("2", 0), ("2.1", 1)]
    net.delete(first)
    shown = [(item.text, item.depth) for item in feed.comments(store, "", root)]
    assert shown == [("2", 0), ("2.1", 1), ("1.1", 0), ("1.1.1", 1)]


def test_older_posts_come_page_by_page_once(app: Application, browser: Browser) -> None:
    for number in range(45):
        channel_post(app, f"Inlägg nr {number}.")
    seen: list[str] = []
    path: str | None = "/konto/provkommun"
    while path:
        page = browser.get(path).text
        seen += re.findall(r"Inlägg nr \d+\.", page)
        older = re.search(r'href="/ovning(/konto/provkommun\?fore=[^"]+)"', page)
        path = older.group(1) if older else None
    assert seen == [f"Inlägg nr {number}." for number in reversed(range(45))]


def test_an_image_is_served_as_an_image_while_its_post_is_there(
    net: PracticeRig, browser: Browser, app: Application
) -> None:
    store = app.site.store
    owner = accounts.by_handle(store, "provkommun")
    picture = {
        "mime": "image/png",
        "alt": 'En "bild" <b>',
        "width": 8,
        "height": 8,
        "content": b64encode(net.image()).decode(),
    }
    body = {"text": "", "images": [picture]}
    made = acts.perform(store, owner, ActKind.PUBLISH, body, key="", now=now())
    page = browser.get(f"/inlagg/{made['id']}").text
    assert "En &#34;bild&#34; &lt;b&gt;" in page
    found = re.search(r'src="/ovning(/bild/[^"]+)"', page)
    assert found is not None
    answer = browser.get(found.group(1))
    assert (answer.mimetype, answer.data) == ("image/png", net.image())
    acts.perform(store, owner, ActKind.DELETE_OWN, {"target": made["id"]}, key="", now=now())
    assert browser.get(found.group(1)).status_code == 404


@pytest.mark.parametrize("mount", ["shifted", "whole", "root"])
def test_links_hold_wherever_it_is_mounted(tmp_path: Path, mount: str) -> None:
    base = "" if mount == "root" else "/ovning"
    client = Client(create_app(tmp_path, base))
    if mount == "shifted":
        page = client.get("/", base_url="http://localhost/ovning/")
    else:
        page = client.get(f"{base}/")
    assert page.status_code == 200
    assert f'href="{base}/stil.css"' in page.text


def test_the_bare_mount_leads_to_the_first_page(browser: Browser) -> None:
    answer = browser.get("")
    assert (answer.status_code, answer.headers["Location"].endswith("/ovning/")) == (308, True)


def test_methods_and_paths_that_are_not_there(browser: Browser) -> None:
    assert browser.get("/skriv").status_code == 405
    assert browser.get("/konto/finnsinte").status_code == 404
    assert browser.get("/samtal/k_finnsinte").status_code == 404
    assert browser.get("/bild/b_finnsinte").status_code == 404
    assert browser.get("/stil.css").mimetype == "text/css"
    assert browser.get("/ikon.svg").mimetype == "image/svg+xml"


def test_wording() -> None:
    assert when("2026-01-05T23:04:00.000000Z") == "6 jan 2026 kl. 00.04"
    assert (initials("Gun-Britt Hage"), initials("Åke"), initials("!")) == ("GH", "Å", "?")
    assert linked("Hej @Vattnebo.", "/x") == 'Hej <a href="/x/konto/vattnebo">@Vattnebo</a>.'
