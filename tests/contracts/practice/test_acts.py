"""Keys, lists of own acts, limits and forms of the API."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.contracts.practice.practice_rig import PracticeRig, now, practice_rig
from werkzeug.test import Client, TestResponse

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice import accounts
from torg.adapters.networks.practice.card import card_for
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.settings import Settings
from torg.ports.errors import Mender, Refused
from torg.ports.network import ActKind, ActRequest, Image, KeyKind, Seen, Target


def post(net: PracticeRig, text: str, key: str = "") -> ActRequest:
    key = key or net.network.mint_key(now(), text.encode())
    return ActRequest(ActKind.PUBLISH, key, text=text)


def call(net: PracticeRig, path: str, body: object = None, **headers: str) -> TestResponse:
    client = Client(net.app)
    sent = {"Authorization": f"Bearer {net.connection.secret}", **headers}
    if body is None:
        return client.get(f"/ovning/api/{path}", headers=sent)
    return client.post(f"/ovning/api/{path}", json=body, headers=sent)


def error_of(answer: TestResponse) -> tuple[int, str]:
    found: Mapping[str, Mapping[str, str]] = answer.get_json()
    assert found["error"]["message"]
    return answer.status_code, found["error"]["code"]


def test_a_known_key_with_another_text_is_refused(net: PracticeRig) -> None:
    net.network.perform(net.connection, post(net, "Ett", key="k"))
    with pytest.raises(Refused) as caught:
        net.network.perform(net.connection, post(net, "Två", key="k"))
    assert (caught.value.code, caught.value.mender) == ("key-reused", Mender.OPERATOR)
    assert [held.text for held in net.held()] == ["Ett"]


def test_a_replay_leaves_no_second_line_in_the_log(net: PracticeRig) -> None:
    made = post(net, "En gång")
    first = net.network.perform(net.connection, made)
    assert net.network.perform(net.connection, made) == first
    assert [line["key"] for line in net.truth()] == [made.key]


def test_a_refusal_is_not_kept_under_the_key(net: PracticeRig) -> None:
    with pytest.raises(Refused):
        net.network.perform(net.connection, post(net, "å" * 281, key="k"))
    assert net.network.perform(net.connection, post(net, "Kortare", key="k")).network_id


def test_a_key_belongs_to_its_account(net: PracticeRig) -> None:
    other, token = accounts.open_account(
        net.app.site.store, handle="annan", name="Annan", style="x", now=now()
    )
    net.network.perform(net.connection, post(net, "Samma", key="k"))
    theirs = replace(net.connection, account_id=other.id, handle=other.handle, secret=token)
    assert net.network.read_back(theirs, post(net, "Samma", key="k"), now()).seen is Seen.ABSENT
    net.network.perform(theirs, post(net, "Något annat", key="k"))


@pytest.mark.parametrize("profile", [KeyKind.READ_BACK, KeyKind.NEITHER])
def test_other_profiles_ignore_keys(tmp_path: Path, profile: KeyKind) -> None:
    with practice_rig(tmp_path, Settings(profile=profile)) as net:
        made = post(net, "Två gånger")
        net.network.perform(net.connection, made)
        net.network.perform(net.connection, made)
        assert len(net.held()) == 2
        assert call(net, "acts/by-key/k").status_code == 404
        listed = call(net, "acts?since=2020-01-01T00:00:00Z").status_code
        assert listed == (200 if profile is KeyKind.READ_BACK else 404)


@pytest.mark.parametrize("profile", [KeyKind.KEYED, KeyKind.READ_BACK])
def test_an_act_shows_when_the_lag_is_over(tmp_path: Path, profile: KeyKind) -> None:
    with practice_rig(tmp_path, Settings(profile=profile, visibility_lag=60)) as net:
        since = now()
        made = post(net, "Dröjer")
        net.network.perform(net.connection, made)
        assert net.network.read_back(net.connection, made, since).seen is Seen.ABSENT
        later = now() + timedelta(seconds=61)
        site = replace(net.app.site, clock=lambda: later)
        net.app.site = site
        assert net.network.read_back(net.connection, made, since).seen is Seen.FOUND


def test_read_back_reads_every_page_and_only_since(tmp_path: Path) -> None:
    with practice_rig(tmp_path, Settings(profile=KeyKind.READ_BACK)) as net:
        start = now()
        for number in range(105):
            net.network.perform(net.connection, post(net, f"Nr {number}"))
        last = post(net, "Nr 104")
        assert net.network.read_back(net.connection, last, start).seen is Seen.FOUND
        assert net.network.read_back(net.connection, last, now()).seen is Seen.ABSENT


def test_what_is_out_is_found_though_our_clock_goes_before_the_networks(tmp_path: Path) -> None:
    """Looked for from a time that has not come there, it would be sent again."""
    with practice_rig(tmp_path, Settings(profile=KeyKind.READ_BACK)) as net:
        ahead = timedelta(days=3)
        fast = PracticeNetwork(
            GuardedClient((net.connection.base_url,)),
            card=card_for(KeyKind.READ_BACK),
            clock=(now() + ahead).timestamp,
        )
        made, since = post(net, "Ute"), now() + ahead - timedelta(minutes=5)
        fast.perform(net.connection, made)
        assert fast.read_back(net.connection, made, since).seen is Seen.FOUND
        never = post(net, "Aldrig ute")
        assert fast.read_back(net.connection, never, since).seen is Seen.ABSENT


@pytest.mark.parametrize("kind", [ActKind.HIDE, ActKind.MUTE, ActKind.LIKE, ActKind.REPORT])
@pytest.mark.parametrize("profile", [KeyKind.KEYED, KeyKind.READ_BACK])
def test_acts_without_text_are_read_back_too(
    tmp_path: Path, kind: ActKind, profile: KeyKind
) -> None:
    with practice_rig(tmp_path, Settings(profile=profile)) as net:
        root = net.network.perform(net.connection, post(net, "Inlägg")).network_id
        target = Target(id=net.comment(root, "Hej"), author_id=net.resident())
        other = Target(id=net.comment(root, "Där"), author_id=net.resident("Bo Bok"))
        start = now()
        made = ActRequest(kind, "k1", target=target)
        receipt = net.network.perform(net.connection, made)
        found = net.network.read_back(net.connection, made, start)
        assert found.receipt is not None
        assert found.receipt.network_id == receipt.network_id
        never = ActRequest(kind, "k2", target=other)
        assert net.network.read_back(net.connection, never, start).seen is Seen.ABSENT


@pytest.mark.parametrize(
    ("style", "most"), [("facebook", 63206), ("instagram", 2200), ("x", 280), ("threads", 500)]
)
def test_limits_follow_the_style(tmp_path: Path, style: str, most: int) -> None:
    with practice_rig(tmp_path, Settings(), style=style) as net:
        assert net.network.limits(net.connection).graphemes == most


def test_a_grapheme_is_what_a_person_sees(net: PracticeRig) -> None:
    assert net.network.perform(net.connection, post(net, "👩‍👩‍👧‍👦" * 280)).network_id


@pytest.mark.parametrize(
    ("content", "mime", "code"),
    [
        (b"<svg onload=alert(1)>", "image/png", "image-type"),
        (b"<svg>", "image/svg+xml", "image-type"),
        (b"", "image/png", "image-type"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 5_000_001, "image/png", "image-too-large"),
    ],
)
def test_a_bad_image_is_refused(net: PracticeRig, content: bytes, mime: str, code: str) -> None:
    image = Image(content=content, mime=mime, alt="Bild", width=1, height=1)
    made = replace(post(net, "Bild"), images=(image,))
    with pytest.raises(Refused) as caught:
        net.network.perform(net.connection, made)
    assert (caught.value.code, caught.value.mender) == (code, Mender.AUTHOR)
    assert net.held() == []


def test_five_images_are_too_many_for_this_style(net: PracticeRig) -> None:
    image = Image(content=net.image(), mime="image/png", alt="Bild", width=8, height=8)
    with pytest.raises(Refused, match="too-many-images"):
        net.network.perform(net.connection, replace(post(net, "Bild"), images=(image,) * 5))


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {"text": 1},
        {"text": "a", "langs": "sv"},
        {"text": "a", "okänd": 1},
        {"text": "a", "target": None},
        {"text": "a", "images": {}},
        {"text": "a", "images": [{"mime": "image/png"}]},
        {"text": "a", "images": [{"mime": "image/png", "alt": "", "width": "x", "height": 1}]},
        {"text": "a", "images": [b64encode(b"x").decode()]},
    ],
)
def test_a_broken_request_is_refused_whole(net: PracticeRig, body: object) -> None:
    status, code = error_of(call(net, "acts/publish", body))
    assert (status, code) in {(400, "request-broken"), (400, "images-broken")}
    assert net.truth() == []


def test_other_broken_calls_are_refused(net: PracticeRig) -> None:
    assert error_of(call(net, "acts/fly", {})) == (404, "unknown-act")
    assert error_of(call(net, "acts/publish", {"text": "  "})) == (422, "text-missing")
    assert error_of(call(net, "events?cursor=x")) == (400, "cursor-broken")
    assert error_of(call(net, "events?cursor=-1")) == (400, "cursor-broken")
    assert error_of(call(net, "acts?since=i+går")) == (400, "time-broken")
    assert error_of(call(net, "acts?since=2026-09-08T10:00:00")) == (400, "time-broken")
    assert error_of(call(net, "nowhere")) == (404, "http-404")
    long_key = {"Idempotency-Key": "k" * 256}
    assert error_of(call(net, "acts/publish", {"text": "a"}, **long_key)) == (400, "key-too-long")


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer fel", "Basic a2E6", "bearer\tx"])
def test_without_a_live_token_nothing_answers(net: PracticeRig, header: str) -> None:
    for path in ("me", "limits", "acts?since=2026-01-01T00:00:00Z", "events", "acts/by-key/k"):
        assert call(net, path, Authorization=header).status_code == 401
    assert call(net, "acts/publish", {"text": "a"}, Authorization=header).status_code == 401


def test_a_token_is_stored_only_as_a_digest(net: PracticeRig, tmp_path: Path) -> None:
    net.network.perform(net.connection, post(net, "Hej"))
    net.app.site.store.reading().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in tmp_path.iterdir():
        assert net.connection.secret.encode() not in file.read_bytes()


def test_another_accounts_message_is_not_there(net: PracticeRig) -> None:
    other, token = accounts.open_account(
        net.app.site.store, handle="annan", name="Annan", style="x", now=now()
    )
    private = net.message("Bara till er")
    theirs = replace(net.connection, account_id=other.id, handle=other.handle, secret=token)
    for kind in (ActKind.LIKE, ActKind.REPORT, ActKind.MESSAGE, ActKind.MUTE):
        made = ActRequest(kind, f"k-{kind}", text="a", target=Target(id=private))
        with pytest.raises(Refused, match="gone"):
            net.network.perform(theirs, made)
    assert net.network.fetch(theirs, "").events == ()


def test_time_is_the_networks_own(net: PracticeRig) -> None:
    fixed = datetime(2026, 9, 8, 8, 0, 0, 123456, tzinfo=UTC)
    net.app.site = replace(net.app.site, clock=lambda: fixed)
    assert net.network.perform(net.connection, post(net, "Nu")).at == fixed


def test_what_an_account_shares_on_is_shown_under_its_name(net: PracticeRig) -> None:
    asked = net.mention("När öppnar badet?")
    key = net.network.mint_key(now(), b"delning")
    share = ActRequest(ActKind.REPOST, key, target=Target(id=asked))
    net.network.perform(net.connection, share)
    net.network.perform(net.connection, share)
    page = Client(net.app).get(f"/ovning/inlagg/{asked}").text
    assert page.count("Delat av ") == 1
    assert "Dela · 1" in page
