"""Every form that people have an address in leads to one account, and nothing raises."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from torg.channels.models import NetworkName
from torg.kernel.addresses import LONGEST, Kind, read
from torg.kernel.lookalikes import allowed, distance, likeness, stumps, stumps_near
from torg.kernel.networks import NAMES, NETWORKS

FORMS = {
    "facebook:sjostad": [
        "https://www.facebook.com/sjostad", "http://facebook.com/Sjostad/",
        "m.facebook.com/sjostad",
        "sv-se.facebook.com/sjostad?locale=sv_SE", "https://www.facebook.com/sjo.stad",
        "https://mbasic.facebook.com/sjostad/about#top", "fb.com/sjostad",
        "https://www.facebook.com/sjostad/posts/pfbid02abc", "<https://www.facebook.com/sjostad>",
        "https://www.facebook.com/pg/sjostad/posts/", "www.facebook.com/sjostad?mibextid=ZbWKwL",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fsjostad%3Ffref%3Dx&h=AT",
        "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fsjostad",
        "https://www.google.com/url?q=https://facebook.com/sjostad&sa=D",
    ],
    "facebook:id:100064000000001": [
        "https://www.facebook.com/profile.php?id=100064000000001&sk=about",
        "https://www.facebook.com/people/Sjo-stad/100064000000001/",
        "https://www.facebook.com/p/Sjo-stad-100064000000001/", "facebook.com/100064000000001",
    ],
    "instagram:sjo.stad": [
        "https://www.instagram.com/sjo.stad/", "instagram.com/sjo.stad?igsh=MWQ1",
        "instagr.am/sjo.stad",
        "https://www.instagram.com/stories/sjo.stad/3000/", "https://instagram.com/_u/sjo.stad",
        "https://l.instagram.com/?u=https%3A%2F%2Finstagram.com%2Fsjo.stad&e=AT",
        "https://www.instagram.com/accounts/login/?next=%2Fsjo.stad%2F",
    ],
    "x:sjostad": [
        "https://twitter.com/SjoStad", "https://x.com/sjostad", "mobile.twitter.com/sjostad",
        "https://x.com/sjostad/status/1234567890?s=20&t=abc", "https://x.com/@sjostad",
    ],
    "youtube:id:UCabcDEF-0123456789_xyz": [
        "https://www.youtube.com/channel/UCabcDEF-0123456789_xyz",
        "https://m.youtube.com/channel/UCabcDEF-0123456789_xyz/videos?view=0",
    ],
    "youtube:@sjostad": [
        "https://youtube.com/@SjoStad", "https://www.youtube.com/@sjostad/shorts?si=9",
    ],
    "youtube:c/sjostad": ["https://www.youtube.com/c/SjoStad/featured"],
    "youtube:user/sjostad": ["youtube.com/user/sjostad"],
    "linkedin:company/sjostad": [
        "https://www.linkedin.com/company/sjostad/",
        "https://se.linkedin.com/company/sjostad?trk=x",
        "https://www.linkedin.com/company/sjostad/posts/?feedView=all",
    ],
    "threads:sjostad": ["https://www.threads.net/@sjostad", "threads.com/@sjostad/post/C1?xmt=A"],
    "bluesky:sjostad.bsky.social": [
        "https://bsky.app/profile/sjostad.bsky.social", "@sjostad.bsky.social",
        "sjostad.bsky.social",
        "https://bsky.app/profile/sjostad.bsky.social/post/3k",
    ],
    "bluesky:sjostad.example": ["https://bsky.app/profile/sjostad.example"],
    "bluesky:id:did:plc:abc123": ["https://bsky.app/profile/did:plc:abc123"],
    "mastodon:sjostad@social.example": [
        "@sjostad@social.example", "sjostad@social.example", "https://social.example/@sjostad",
        "https://social.example/@sjostad/1122", "https://social.example/users/sjostad",
        "https://elsewhere.example/@sjostad@social.example", "https://social.example/web/@sjostad",
    ],
    "tiktok:sjostad": ["https://www.tiktok.com/@sjostad?lang=sv", "m.tiktok.com/@sjostad/video/72"],
    "snapchat:sjostad": [
        "https://www.snapchat.com/add/sjostad?share_id=x", "snapchat.com/@sjostad",
    ],
    "pinterest:sjostad": ["https://www.pinterest.se/sjostad/", "pinterest.com/sjostad/en-tavla/"],
    "flickr:sjostad": ["https://www.flickr.com/photos/sjostad/", "flickr.com/people/sjostad"],
    "flickr:id:12345678@N00": ["https://www.flickr.com/photos/12345678@N00/albums"],
    "vimeo:sjostad": ["https://vimeo.com/sjostad"],
    "twitch:sjostad": ["https://www.twitch.tv/sjostad", "m.twitch.tv/sjostad/videos"],
    "whatsapp:id:0029VaAbCdEfGh12345678": ["https://whatsapp.com/channel/0029VaAbCdEfGh12345678"],
    "telegram:sjostad": ["https://t.me/sjostad", "https://t.me/s/sjostad"],
    "reddit:sjostad": ["https://www.reddit.com/user/sjostad/", "old.reddit.com/u/sjostad"],
    "web:sjostad.example/blogg": ["https://www.sjostad.example/Blogg/", "sjostad.example/blogg"],
}  # fmt: skip
BARE = {
    "facebook": "facebook:sjostad", "instagram": "instagram:sjo.stad",
    "youtube": "youtube:@sjo.stad",
    "linkedin": "linkedin:company/sjo.stad", "tiktok": "tiktok:sjo.stad", "x": "x:sjo.stad",
}  # fmt: skip
OTHER = {
    "https://www.instagram.com/p/CxYz/": Kind.POST,
    "https://www.youtube.com/watch?v=abc": Kind.POST,
    "https://vimeo.com/123456": Kind.POST, "https://www.facebook.com/share/1AbC/": Kind.POST,
    "https://business.facebook.com/settings": Kind.PAGE, "https://x.com/home": Kind.PAGE,
    "https://studio.youtube.com/channel/": Kind.PAGE, "https://www.facebook.com/": Kind.PAGE,
    "https://www.linkedin.com/in/nagon/": Kind.PERSON, "https://youtu.be/abc": Kind.SHORT,
    "https://t.co/abc": Kind.SHORT, "https://vm.tiktok.com/ZM1/": Kind.SHORT,
    "https://fаcebook.com/sjostad": Kind.FALSE_HOST,
    "https://xn--fcebook-8va.com/a": Kind.FALSE_HOST,
    "https://1nstagram.com/sjostad": Kind.FALSE_HOST, "sjostad": Kind.NAME, "@sjostad": Kind.NAME,
    "": Kind.NOTHING, "  \u202e ": Kind.NOTHING, "hej på dig": Kind.NOTHING,
    "https://facebook.com@ond.example/": Kind.SITE, "https://[::1": Kind.NOTHING,
    "https://facebook.com.ond.example/sjostad": Kind.FALSE_HOST,
    "https://instagram.com-logga-in.example/x": Kind.FALSE_HOST,
    "javascript:alert(1)": Kind.NOTHING,
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "text"), [(key, one) for key, all_ in FORMS.items() for one in all_]
)
def test_every_form_leads_to_the_account(key: str, text: str) -> None:
    assert read(text).key == key


@pytest.mark.parametrize(("network", "key"), BARE.items())
def test_a_name_with_its_network(network: str, key: str) -> None:
    assert read("@Sjo.Stad", network).key == key


@pytest.mark.parametrize(("text", "kind"), OTHER.items())
def test_what_is_no_account_is_told_apart(text: str, kind: Kind) -> None:
    assert read(text).kind == kind


def test_hidden_signs_are_taken_away_and_told() -> None:
    assert read("https://x.com/sjo\u200bstad\u202e").hidden
    assert read("https://x.com/sjo\u200bstad\u202e").key == "x:sjostad"


def test_at_least_twelve_networks_each_with_a_form() -> None:
    assert len(NETWORKS) >= 12
    assert {key.partition(":")[0] for key in FORMS} >= NETWORKS.keys()


def test_every_network_says_its_social_functions() -> None:
    assert {one.value: one.label for one in NetworkName if one != "web"} == NAMES
    assert NETWORKS["youtube"].functions == ("comments", "likes", "follow")
    assert not NETWORKS["whatsapp"].comments


ADDRESSES = st.sampled_from([one for all_ in FORMS.values() for one in all_])
ALPHABET = st.sampled_from("abcåö/@.?=&:%#-_ 019xаβ\u200b\u202e🙂[]")


def test_a_name_of_dots_is_nobody_s() -> None:
    assert read("https://x.com/..", "").key == ""
    assert read(".", "x").key == ""


@example("facebook.com/a.\u0300", "")
@example("a.@mastodon.example", "")
@example(".@mastodon.example", "")
@example("facebook.com/" + "\ufffd" * 60, "")
@example("facebook.com/" + "\ufffd" * 44 + "   b", "")
@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=40), ADDRESSES, st.builds(
        "https://{}/{}".format,
        st.sampled_from([host for one in NETWORKS.values() for host in one.hosts]),
        st.text(ALPHABET, max_size=20),
    )),
    st.sampled_from(["", *NETWORKS]),
)  # fmt: skip
def test_nothing_raises_and_normalising_twice_is_normalising_once(text: str, network: str) -> None:
    once = read(text, network)
    assert len(once.key) <= LONGEST
    if once.address:
        assert read(once.address).key == once.key, once


@pytest.mark.parametrize(
    ("one", "other"),
    [("malmostad", "maImo_stad"), ("malmostad", "mаlmö.stad"), ("goteborg", "g0teb0rg"),
     ("vallentuna", "va1lentuna"), ("stad", "ѕtаd")],
)  # fmt: skip
def test_what_looks_alike_is_one(one: str, other: str) -> None:
    assert likeness(one) == likeness(other)


@settings(max_examples=300, deadline=None)
@given(st.text("abcd", min_size=5, max_size=12), st.data())
def test_every_near_name_shares_a_stump(name: str, data: st.DataObject) -> None:
    other = name
    for _ in range(allowed(name)):
        at = data.draw(st.integers(0, len(other) - 1))
        swapped = other[at + 1 : at + 2] + other[at]
        part, put = data.draw(
            st.sampled_from([(1, ""), (1, "z"), (1, other[at] + "z"), (0, "z"), (2, swapped)])
        )
        other = other[:at] + put + other[at + part :]
    if distance(name, other, 2) <= allowed(name):
        assert set(stumps(other)) & set(stumps_near(name))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_likeness_twice_is_likeness_once(name: str) -> None:
    assert likeness(likeness(name)) == likeness(name)


def test_distance_counts_letters() -> None:
    assert [distance("malmo", other, 2) for other in ("malmo", "mamlo", "malm", "xalmy", "q")] == [
        0, 1, 1, 2, 3
    ]  # fmt: skip
