"""Texts to start replies from are written, changed and taken away by those who answer."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk, arrive
from tests.factories.people import make_user

from torg.inbox.models import Template
from torg.inbox.queries import template_digest
from torg.ledger.models import Entry
from torg.people.models import User

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
LIST, NEW = "inbox:list_templates", "inbox:new_template"


def written(client: Client, reach: str, title: str, **more: str) -> int:
    sent = {"title": title, "body": "Tiderna finns på {länk}.", "reach": reach, **more}
    return client.post(reverse(NEW), sent).status_code


def test_a_template_is_written_found_at_the_reply_changed_and_taken_away(
    desk: Desk, browse: Browse
) -> None:
    thread, client = arrive(desk.channel).thread, browse(desk.writer)
    reply = reverse("inbox:show_thread", args=[thread.pk])
    assert reverse(LIST) in client.get(reply).text
    assert reverse(LIST) in client.get(reverse("inbox:list_threads")).text
    assert reverse(LIST) in client.get(reverse("desk:set_preferences")).text
    assert "Inga mallar än" in client.get(reverse(LIST)).text
    assert written(client, "shared", "Öppettider") == 302
    made = Template.objects.get()
    assert made.reviewed_on is not None
    assert "Öppettider" in browse(desk.colleague).get(reply).text
    page = reverse("inbox:edit_template", args=[made.pk])
    known = template_digest(made)
    assert known in client.get(page).text
    sent = {"title": "Tider", "body": "Se {länk}.", "reach": "shared", "known": known}
    assert client.post(page, sent).status_code == 302
    late = browse(desk.colleague).post(page, {**sent, "body": "Ring oss."})
    assert late.status_code == 409
    assert "Ring oss." in late.text
    assert "Se {länk}." in late.text
    made.refresh_from_db()
    assert (made.title, made.body) == ("Tider", "Se {länk}.")
    away = reverse("inbox:withdraw_template", args=[made.pk])
    assert client.get(away).status_code == 405
    assert client.post(away).status_code == 302
    assert "Tider" not in client.get(reverse(LIST)).text
    verbs = Entry.objects.filter(verb__startswith="template.").values_list("verb", flat=True)
    assert sorted(verbs) == ["template.added", "template.changed", "template.withdrawn"]


def test_whose_it_is_decides_who_sees_and_changes_it(desk: Desk, browse: Browse) -> None:
    unit = str(desk.department.pk)
    local = make_user(
        role="communicator", municipality=desk.municipality, department=desk.department
    )
    assert written(browse(desk.writer), "personal", "Min") == 302
    assert written(browse(local), "department", "Enhetens", department=unit) == 302
    assert written(browse(local), "shared", "Allas") == 422, "not for the whole municipality"
    assert written(browse(local), "department", "Ingens") == 409
    assert written(browse(desk.writer), "shared", "Allas") == 302
    own, units, all_ = (Template.objects.get(title=title) for title in ("Min", "Enhetens", "Allas"))
    listed = browse(local).get(reverse(LIST)).text
    assert ("Enhetens" in listed, "Allas" in listed, "Min</" in listed) == (True, True, False)
    pages = {one: reverse("inbox:edit_template", args=[one.pk]) for one in (own, units, all_)}
    codes = [browse(local).get(page).status_code for page in pages.values()]
    assert codes == [404, 200, 403]
    assert browse(local).post(reverse("inbox:withdraw_template", args=[all_.pk])).status_code == 403
    assert Template.objects.count() == 3


def test_words_that_are_missing_are_asked_for_and_the_rest_is_kept(
    desk: Desk, browse: Browse
) -> None:
    refused = browse(desk.writer).post(
        reverse(NEW), {"title": "", "body": "Det här skrev jag.", "reach": "personal"}
    )
    assert refused.status_code == 422
    assert "Det här skrev jag." in refused.text
