"""A post's own page: who may do what, and what the page says is next."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk, make_desk
from tests.factories.people import make_department, make_user
from tests.factories.planning import content
from tests.factories.week import Week

from torg.channels.models import Channel
from torg.delivery.models import Act
from torg.people.models import User
from torg.planning import actions
from torg.planning.models import DayBooking, Post, Review
from torg.planning.queries import content_hash

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]


@pytest.fixture
def draft(desk: Desk, main_page: Channel, now: datetime) -> Post:
    return actions.write_post(
        department=desk.department, content=content(main_page), by=desk.writer, now=now
    )


def do(client: Client, verb: str, post: Post, **data: object) -> tuple[int, str]:
    """POST one of the page's buttons; status and text of the page one ends up on."""
    answer = client.post(reverse(f"planning:{verb}", args=[post.pk]), data, follow=True)
    post.refresh_from_db()
    return answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code, (
        answer.content.decode()
    )


def shown(client: Client, post: Post) -> str:
    return client.get(reverse("planning:show_post", args=[post.pk])).content.decode()


@pytest.mark.req("G-39")
def test_a_draft_is_left_read_and_approved(
    desk: Desk, draft: Post, browse: Browse, now: datetime
) -> None:
    author, reader = browse(desk.writer), browse(desk.lead)
    assert f"{desk.writer} lämnar inlägget till granskning." in shown(author, draft)
    status, text = do(author, "submit", draft)
    assert (status, draft.state) == (302, "submitted")
    assert "En kollega läser och godkänner före" in text
    assert "Läs som en kollega" not in text
    assert "Läs som en kollega" in shown(reader, draft)
    looked = ["tone", "wording", "image"]
    status, text = do(
        reader, "approve", draft, content=content_hash(draft), checks=looked, points=["relevant"]
    )
    assert (status, draft.state) == (302, "approved")
    assert "Går ut av sig självt 10\N{NO-BREAK SPACE}september 2026" in text
    review = Review.objects.get()
    assert review.checks == [*looked, "relevant"]
    assert (review.reviewer, review.at) == (desk.lead, now)


@pytest.mark.req("G-39")
def test_the_author_cannot_approve_by_any_door(desk: Desk, draft: Post, browse: Browse) -> None:
    do(browse(desk.writer), "submit", draft)
    for verb in ("approve", "return_post"):
        status, text = do(
            browse(desk.writer), verb, draft, content=content_hash(draft), reason="Bra"
        )
        assert status == 403
        assert "Be en kollega läsa det." in text
    assert draft.state == "submitted"
    assert not Review.objects.exists()


def test_words_that_changed_meanwhile_are_not_approved_unread(
    desk: Desk, draft: Post, browse: Browse, now: datetime
) -> None:
    do(browse(desk.writer), "submit", draft)
    seen = content_hash(draft)
    Post.objects.filter(pk=draft.pk).update(text="Något helt annat.")
    status, text = do(browse(desk.lead), "approve", draft, content=seen)
    assert status == 409
    assert "har ändrats sedan du öppnade det" in text
    assert draft.state == "submitted"


def test_a_post_goes_back_with_its_reason_and_never_without(
    desk: Desk, draft: Post, browse: Browse
) -> None:
    do(browse(desk.writer), "submit", draft)
    status, text = do(browse(desk.lead), "return_post", draft, reason="")
    assert (status, draft.state) == (422, "submitted")
    assert "<details open>" in text
    status, _text = do(browse(desk.lead), "return_post", draft, reason="Skriv vilket badhus.")
    assert (status, draft.state) == (302, "returned")
    text = shown(browse(desk.writer), draft)
    assert "Inlägget kom tillbaka" in text
    assert "Skriv vilket badhus." in text
    assert "ändrar inlägget och lämnar det igen" in text


def test_planning_alone_asks_for_a_yes(desk: Desk, draft: Post, browse: Browse) -> None:
    client = browse(desk.writer)
    status, text = do(client, "schedule_alone", draft)
    assert (status, draft.state) == (409, "draft")
    assert "En kollega bör läsa inlägget först." in text
    status, text = do(client, "schedule_alone", draft, confirmed="on", points=["relevant"])
    assert (status, draft.state) == (302, "approved")
    assert "Utan granskning" in text


def test_a_contributor_writes_and_somebody_else_lets_it_out(
    desk: Desk, draft: Post, browse: Browse, now: datetime
) -> None:
    """Even where the rules only advise a second reader, and with a hand-made request (G-07)."""
    outside = make_user(
        role="contributor", municipality=desk.municipality, department=desk.department
    )
    Post.objects.filter(pk=draft.pk).update(author=outside)
    client = browse(outside)
    assert "Planera utan granskning" not in shown(client, draft)
    sent = {"confirmed": "on", "points": ["relevant"]}
    status, text = do(client, "schedule_alone", draft, **sent)
    assert (status, draft.state) == (403, "draft")
    assert "någon annan låter dem gå ut" in text
    Post.objects.filter(pk=draft.pk).update(state="approved")  # as by somebody who then left
    draft.refresh_from_db()
    kept = actions.release(post=draft, now=draft.planned_at or now)
    assert (kept.state, "Ingen har godkänt" in kept.setback) == ("missed", True)


def test_a_withdrawn_post_gives_its_day_back(desk: Desk, draft: Post, browse: Browse) -> None:
    assert DayBooking.objects.count() == 1
    status, text = do(browse(desk.writer), "withdraw", draft)
    assert (status, draft.state) == (302, "withdrawn")
    assert "går inte ut" in text
    assert not DayBooking.objects.exists()


@pytest.mark.req("M1-34")
def test_a_rule_that_stops_says_so_with_its_clause(
    desk: Desk, main_page: Channel, browse: Browse, now: datetime
) -> None:
    post = actions.write_post(
        department=desk.department,
        content=content(main_page, shared_from="https://facebook.example/annans"),
        by=desk.writer,
        now=now,
    )
    status, text = do(browse(desk.writer), "submit", post)
    assert (status, post.state) == (409, "draft")
    assert "M1-34" in text


def test_an_edit_voids_the_approval_and_says_so_beforehand(
    desk: Desk, draft: Post, browse: Browse, main_page: Channel
) -> None:
    do(browse(desk.writer), "submit", draft)
    read = {"content": content_hash(draft), "points": ["relevant"]}
    do(browse(desk.lead), "approve", draft, **read)
    edit = reverse("planning:edit_post", args=[draft.pk])
    client = browse(desk.writer)
    assert "gör granskningen ogiltig" in client.get(edit).content.decode()
    client.post(
        edit,
        {"title": "Ny rubrik", "department": str(desk.department.pk), "revision": draft.revision,
         "channels": [str(main_page.pk)], "text": "Nytt.", "planned_wall": "2026-09-10T09:00"},
    )  # fmt: skip
    draft.refresh_from_db()
    assert (draft.state, draft.title) == ("draft", "Ny rubrik")
    assert Review.objects.get().voided_at is not None


def test_each_ending_is_told_in_plain_words(desk: Desk, browse: Browse, now: datetime) -> None:
    week = Week(desk, now)
    lead = browse(desk.lead)
    assert "Visa på nätverket" in shown(lead, week.live)
    refused = shown(lead, week.refused)
    assert "bilden är för stor" in refused
    assert "Skicka igen" in refused
    assert "Skicka igen" not in shown(browse(desk.writer), week.refused)
    unknown = shown(lead, week.unknown)
    assert "Kontot lästes av" in unknown
    assert "Titta på kontot och berätta vad du ser" in unknown
    assert "ansvarar för kanalen" in shown(browse(desk.writer), week.unknown)
    assert "Tiden passerade" in shown(lead, week.missed)


def test_a_refused_post_is_sent_again_by_a_new_decision(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    week = Week(desk, now)
    variant = week.refused.variants.get()
    address = reverse("planning:send_again", args=[variant.pk])
    assert browse(desk.writer).post(address).status_code == 403
    assert browse(desk.lead).post(address).status_code == 302
    variant.refresh_from_db()
    assert variant.act
    assert variant.act.state == "due"
    assert Act.objects.filter(origin_id=str(variant.pk)).count() == 2
    again = browse(desk.lead).post(address)
    assert again.status_code == 409
    assert "kan inte skickas igen" in again.content.decode()


def test_an_address_that_a_network_made_up_is_no_link(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    week = Week(desk, now)
    Act.objects.filter(variant__post=week.live).update(network_url="javascript:alert(1)")
    assert "javascript:alert" not in shown(browse(desk.lead), week.live)


def test_another_municipality_finds_nothing(desk: Desk, draft: Post, browse: Browse) -> None:
    stranger = make_desk("goteborg").lead
    for verb in ("submit", "approve", "return_post", "schedule_alone", "withdraw"):
        address = reverse(f"planning:{verb}", args=[draft.pk])
        assert browse(stranger).post(address).status_code == 404
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_reader_without_the_right_sees_no_buttons(
    desk: Desk, draft: Post, browse: Browse, now: datetime
) -> None:
    official = make_user(role="official", municipality=desk.municipality)
    text = shown(browse(official), draft)
    assert "Lämna till granskning" not in text
    assert "Dra tillbaka" not in text
    status, _text = do(browse(official), "submit", draft)
    assert (status, draft.state) == (403, "draft")


def test_a_role_for_another_department_does_not_reach(
    desk: Desk, draft: Post, browse: Browse
) -> None:
    elsewhere = make_department(municipality=desk.municipality)
    stranger = make_user(role="account_lead", department=elsewhere)
    do(browse(desk.writer), "submit", draft)
    status, _text = do(browse(stranger), "approve", draft, content=content_hash(draft))
    assert (status, draft.state) == (403, "submitted")
    assert "Läs som en kollega" not in shown(browse(stranger), draft)
