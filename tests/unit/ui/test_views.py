"""The gallery page and the choice between light and dark."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from torg.ui.context_processors import SCHEME_COOKIE

CHOOSE = "/ui/utseende/"


@pytest.mark.parametrize("slug", ["", "malmo", "goteborg", "stockholm", "vallentuna", "<script>"])
def test_the_gallery_keeps_to_the_strict_policy(client: Client, slug: str) -> None:
    answer = client.get(reverse("ui:gallery"), {"kommun": slug})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    for tag in re.findall(r"<script[^>]*>", page):
        assert 'src="/static/' in tag
    assert not re.search(r'(?:src|rel="stylesheet" href)="(?!/static/)', page)
    known = slug if slug in {"malmo", "goteborg", "stockholm", "vallentuna"} else ""
    assert f'data-municipality="{known}"' in page
    assert '<html lang="sv"' in page


def test_the_choice_is_remembered_on_the_device(client: Client) -> None:
    answer = client.post(CHOOSE, {"scheme": "dark", "next": "/ui/?kommun=malmo"})
    assert answer.headers["Location"] == "/ui/?kommun=malmo"
    cookie = answer.cookies[SCHEME_COOKIE]
    assert cookie.value == "dark"
    assert cookie["httponly"]
    assert 'data-color-scheme="dark"' in client.get("/ui/").content.decode()


def test_the_systems_own_scheme_forgets_the_choice(client: Client) -> None:
    client.post(CHOOSE, {"scheme": "light", "next": "/ui/"})
    client.post(CHOOSE, {"scheme": "", "next": "/ui/"})
    html_tag = re.search(r"<html[^>]*>", client.get("/ui/").content.decode())
    assert html_tag is not None
    assert "data-color-scheme" not in html_tag.group()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "", "javascript:1"]
)
def test_nobody_is_led_out_of_the_desk(client: Client, elsewhere: str) -> None:
    answer = client.post(CHOOSE, {"scheme": "dark", "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_a_forged_cookie_is_not_written_into_the_page(client: Client) -> None:
    client.cookies[SCHEME_COOKIE] = 'x" onload="alert(1)'
    assert "onload" not in client.get("/ui/").content.decode()
