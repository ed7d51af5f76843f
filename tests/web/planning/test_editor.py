"""Writing a post: what was typed stays, the rules answer as one writes, images are not lost."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk
from tests.factories.network import TalkingNetwork
from tests.factories.planning import content

from torg.channels.models import Channel
from torg.kernel.scope import scope
from torg.media.models import MediaItem
from torg.people.models import User
from torg.planning import actions
from torg.planning.models import Post
from torg.ports.network import Limits, NetworkCard

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
NEW = "/planering/nytt/"


def typed(desk: Desk, channel: Channel, **more: object) -> dict[str, object]:
    """Every field of the editor filled in."""
    return {
        "title": "Badhuset öppnar",
        "department": str(desk.department.pk),
        "channels": [str(channel.pk)],
        "text": "Badhuset öppnar på lördag.",
        f"own_{channel.pk}": "Eget för kanalen: badhuset öppnar.",
        "planned_wall": "2026-09-10T09:00",
        "relevance": "Berör alla som badar i kommunen.",
        "answerer": str(desk.colleague.pk),
        "shared_from": "https://region.example/nyhet",
        "co_arranged_with": "Simklubben Delfinen",
        "motive": "Avstämt med enhetschefen.",
        "alt": "Bassängen sedd från läktaren",
        "credit": "Foto: Siv Prov",
        **more,
    }


def picture(name: str = "bad.png") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), (20, 60, 120)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def stands(text: str, values: dict[str, object]) -> list[str]:
    """The values that do not stand in the page."""
    return [str(one) for one in values.values() if isinstance(one, str) and one not in text]


def test_a_draft_is_saved(desk: Desk, main_page: Channel, browse: Browse) -> None:
    answer = browse(desk.writer).post(NEW, typed(desk, main_page))
    post = Post.objects.get()
    assert answer["Location"] == reverse("planning:show_post", args=[post.pk])
    assert post.planned_at == datetime(2026, 9, 10, 7, 0, tzinfo=UTC)
    assert post.variants.get().outgoing_text == "Eget för kanalen: badhuset öppnar."


@pytest.mark.req("M1-32")
def test_a_taken_day_is_refused_with_its_reason_and_nothing_typed_is_lost(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    actions.write_post(
        department=desk.department,
        content=content(main_page, title="Var först"),
        by=desk.colleague,
        now=datetime(2026, 9, 1, tzinfo=UTC),
    )
    given = typed(desk, main_page)
    answer = browse(desk.writer).post(NEW, given)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "M1-29" in text
    assert 'href="/handbok/sida/boka-huvudkontot/"' in text
    assert "når färre" in text
    assert f"bokad av {desk.colleague} för Var först" in text
    assert stands(text, given) == []
    assert Post.objects.count() == 1


def test_a_missing_title_loses_nothing_else(desk: Desk, main_page: Channel, browse: Browse) -> None:
    given = typed(desk, main_page, title="")
    answer = browse(desk.writer).post(NEW, given)
    assert answer.status_code == 422
    assert stands(answer.content.decode(), given) == []


def test_an_image_stays_in_the_form_when_the_rest_is_refused(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    client = browse(desk.writer)
    answer = client.post(NEW, typed(desk, main_page, title="", image=picture()))
    text = answer.content.decode()
    item = MediaItem.objects.get()
    assert answer.status_code == 422
    assert re.search(rf'name="keep" id="[^"]+" value="{item.pk}" checked', text)
    assert "Välj bilden igen" not in text
    client.post(NEW, typed(desk, main_page, keep=[str(item.pk)], alt="", credit=""))
    assert [placed.item for placed in Post.objects.get().placed_images.all()] == [item]


def test_an_image_that_cannot_be_kept_is_asked_for_again(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    given = typed(desk, main_page, alt="", image=picture())
    answer = browse(desk.writer).post(NEW, given)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Bilden saknar alternativtext." in text
    assert "Välj bilden igen" in text
    del given["image"]
    assert stands(text, given) == []


def test_an_ambiguous_time_asks_which_of_the_two(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    client = browse(desk.writer)
    given = typed(desk, main_page, planned_wall="2026-10-25T02:30")
    asked = client.post(NEW, given)
    text = asked.content.decode()
    assert asked.status_code == 409
    assert "infaller två gånger" in text
    assert 'name="fold"' in text
    assert stands(text, given) == []
    client.post(NEW, {**given, "fold": "second"})
    assert Post.objects.get().planned_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_that_does_not_exist_is_refused(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    given = typed(desk, main_page, planned_wall="2027-03-28T02:30")
    answer = browse(desk.writer).post(NEW, given)
    assert answer.status_code == 409
    assert "klockan ställs fram" in answer.content.decode()


def test_somebody_elses_change_is_not_written_over(
    desk: Desk, main_page: Channel, browse: Browse, now: datetime
) -> None:
    post = actions.write_post(
        department=desk.department, content=content(main_page), by=desk.writer, now=now
    )
    given = typed(desk, main_page, revision="1")
    changed = content(main_page, title="Saras ändring")
    actions.edit_post(post=post, content=changed, revision=1, by=desk.colleague, now=now)
    answer = browse(desk.writer).post(reverse("planning:edit_post", args=[post.pk]), given)
    assert answer.status_code == 409
    assert stands(answer.content.decode(), given) == []
    post.refresh_from_db()
    assert post.title == "Saras ändring"


@pytest.mark.req("M1-35")
def test_a_shared_post_on_the_main_page_is_stopped_with_both_reasons(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    answer = browse(desk.writer).post(
        "/planering/granska-orden/", typed(desk, main_page, co_arranged_with="")
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "M1-34" in text
    assert "stå för kvaliteten i innehållet" in text
    assert "kunna svara på frågor" in text


def test_the_part_answers_for_each_channel_with_the_least_room_first(
    desk: Desk,
    main_page: Channel,
    browse: Browse,
    network: TalkingNetwork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = network.card
    limited = NetworkCard(
        adapter=card.adapter, name=card.name, capabilities=card.capabilities,
        key_kind=card.key_kind, client_timeout=card.client_timeout, processing=card.processing,
        visibility_lag=card.visibility_lag, limits=Limits(graphemes=20),
    )  # fmt: skip
    monkeypatch.setattr(TalkingNetwork, "card", property(lambda _self: limited))
    roomy = make_channel(department=desk.department, network="x", name="A korta ord")
    given = typed(desk, main_page, text="Kort.", channels=[str(main_page.pk), str(roomy.pk)])
    text = browse(desk.writer).post("/planering/granska-orden/", given).content.decode()
    assert "<html" not in text
    assert text.index("Huvudsidan") < text.index("A korta ord")
    assert "14 tecken för mycket" in text
    assert "5 av 20 tecken" in text


def test_the_part_is_quiet_until_a_channel_is_chosen(desk: Desk, browse: Browse) -> None:
    answer = browse(desk.writer).post("/planering/granska-orden/", {"text": "Hej"})
    assert answer.status_code == 200
    assert "Välj en kanal" in answer.content.decode()


def test_what_is_written_is_shown_as_text(desk: Desk, main_page: Channel, browse: Browse) -> None:
    given = typed(desk, main_page, **{f"own_{main_page.pk}": "<script>alert(1)</script>"})
    for answer in (
        browse(desk.writer).post("/planering/granska-orden/", given),
        browse(desk.writer).post(NEW, {**given, "title": ""}),
    ):
        assert "<script>alert(1)" not in answer.content.decode()


def test_another_municipalitys_channel_and_image_are_no_choice(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    foreign = make_channel()
    with scope(foreign.municipality_id):
        assert foreign.connection
    answer = browse(desk.writer).post(NEW, typed(desk, main_page, channels=[str(foreign.pk)]))
    assert answer.status_code == 422
    assert Post.objects.count() == 0
