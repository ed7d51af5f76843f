"""Which account an address or a name speaks of, in any form that people have it.

Nothing is fetched: the answer is read out of the text, by the patterns of networks.toml.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, quote, unquote, urlsplit

import regex

from torg.kernel.lookalikes import likeness
from torg.kernel.networks import NETWORKS, SHORT, WRAPPERS, Network

LONGEST = 500
# A wrapper in a wrapper in a wrapper is somebody's game.
DEPTH = 3
_ROUND = " \t\r\n\"'<>()[]{}«»“”‘’,;|"
_HIDDEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]")
_HOST = regex.compile(r"(?:[\p{L}\p{N}_-]{1,63}\.)+[\p{L}\p{N}-]{2,63}\.?(?::\d{1,5})?")
_SCHEME = regex.compile(r"^(https?):/+", regex.IGNORECASE)
_LOOSE = regex.compile(r"[\w@./-]{1,100}")
_HANDLE = regex.compile(r"@?[\p{L}\p{M}\p{N}_.:-]{1,100}")
_AT_SERVER = regex.compile(r"@?([\w.-]{1,100})@((?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]{2,63})")


class Kind(StrEnum):
    """What a text turned out to be. page: a network's own; false_host: looks like one."""

    ACCOUNT = "account"
    POST = "post"
    PERSON = "person"
    PAGE = "page"
    SHORT = "short"
    FALSE_HOST = "false_host"
    SITE = "site"
    NAME = "name"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a text speaks of. network: "" when it is not told; handle: in the network's own form,
    without case; account_id: the stable one; hidden: signs that cannot be seen were in it.
    """

    kind: Kind
    network: str = ""
    handle: str = ""
    account_id: str = ""
    hidden: bool = False

    @property
    def key(self) -> str:
        """One account, one key: "x:malmo", "youtube:id:UC…"; "" where there is no account."""
        if self.account_id:
            return f"{self.network}:id:{self.account_id}"
        if not self.handle or self.kind not in (Kind.ACCOUNT, Kind.SITE):
            return ""
        return f"{self.network}:{self.handle}"

    @property
    def name(self) -> str:
        """The name alone, without what the network puts before it or its server behind."""
        return self.handle.rpartition("/")[2].lstrip("@").partition("@")[0]

    @property
    def address(self) -> str:
        """The account's address as the register writes it; "" where there is no account."""
        if not self.key or self.network not in NETWORKS:
            return ""
        network = NETWORKS[self.network]
        if self.account_id:
            return network.home_id.format(id=quote(self.account_id, safe="@:"))
        handle, _at, server = (
            self.handle.partition("@") if network.server else (self.handle, "", "")
        )
        return network.home.format(handle=quote(handle, safe="@/:"), server=server)


NOTHING = Spoken(Kind.NOTHING)


def read(text: str, network: str = "") -> Spoken:
    """What the text speaks of; network: which one a bare name belongs to. Raises nothing."""
    whole = unicodedata.normalize("NFC", text[:LONGEST])
    plain = _HIDDEN.sub("", whole.strip()).strip(_ROUND).rstrip(".!?…")
    hidden = bool(_HIDDEN.search(whole.strip()))
    found = _read(plain, network if network in NETWORKS else "", DEPTH)
    if hidden:
        return Spoken(found.kind, found.network, found.handle, found.account_id, hidden=True)
    return found


def _read(text: str, network: str, depth: int) -> Spoken:
    if not text:
        return NOTHING
    parts = _address(text)
    if parts is not None and not _is_name(text, network):
        host, path, query = parts
        inner = _wrapped(host, path, query) if depth else ""
        return _read(inner, network, depth - 1) if inner else _of_address(host, path, query)
    at = _AT_SERVER.fullmatch(text)
    if at and at[1].strip("."):
        return _handle(NETWORKS["mastodon"], f"{at[1].rstrip('.')}@{at[2]}", "")
    return _of_name(text, network)


def _is_name(text: str, network: str) -> bool:
    """Whether a text with dots is an account's name all the same."""
    if "/" in text or not _HANDLE.fullmatch(text):
        return False
    return bool(network) or _named_by_end(text) != ""


def _named_by_end(text: str) -> str:
    low = text.casefold()
    for network in NETWORKS.values():
        if any(low.endswith(end) and low != end for end in network.names_end):
            return network.key
    return ""


def _of_name(text: str, network: str) -> Spoken:
    if not _HANDLE.fullmatch(text) and not (network and _LOOSE.fullmatch(text)):
        return NOTHING
    key = network or _named_by_end(text)
    if not key:
        return Spoken(Kind.NAME, handle=text.lstrip("@").casefold())
    chosen = NETWORKS[key]
    name = text.lstrip("@")
    if chosen.server:
        return Spoken(Kind.NAME, handle=name.casefold())
    bare = name if "/" in name else chosen.bare.format(handle=name)
    parts = _address(chosen.home.format(handle=quote(bare, safe="@:/")))
    return _of_address(*parts) if parts else NOTHING


def _address(text: str) -> tuple[str, str, str] | None:
    """Host, path without outer slashes, query; None when the text is no web address."""
    with_scheme = text if _SCHEME.match(text) else f"https://{text}"
    with_scheme = _SCHEME.sub(r"\1://", with_scheme)
    try:
        split = urlsplit(with_scheme)
        host = split.hostname or ""
    except ValueError:
        return None
    if with_scheme != text and "@" in split.netloc:
        return None
    if not _HOST.fullmatch(host) or len(host) > 253:
        return None
    return _plain_host(host), unquote(split.path).strip("/ "), split.query


def _plain_host(host: str) -> str:
    """Without case and final dot, and with its letters where they were written in ASCII."""
    low = host.casefold().rstrip(".")
    if "xn--" not in low:
        return low
    try:
        return low.encode("ascii").decode("idna")
    except UnicodeError:
        return low


def _wrapped(host: str, path: str, query: str) -> str:
    """The address inside, when the one outside only leads to it."""
    for wrapper in WRAPPERS:
        if not any(_within(host, one) for one in wrapper.hosts):
            continue
        if wrapper.paths and path.casefold() not in wrapper.paths:
            continue
        asked = parse_qs(query, max_num_fields=40) if query.count("&") < 40 else {}
        for name in wrapper.query:
            inner = asked.get(name, [""])[0]
            if inner.startswith("/"):
                inner = host + inner
            if _address(inner) is not None and inner:
                return inner
    return ""


def _within(host: str, wanted: str) -> bool:
    return host == wanted or host.endswith(f".{wanted}")


def _of_address(host: str, path: str, query: str) -> Spoken:
    if any(_within(host, one) for one in SHORT):
        return Spoken(Kind.SHORT)
    network = next((n for n in NETWORKS.values() if any(_within(host, h) for h in n.hosts)), None)
    if network is not None:
        return _at_network(network, path, query)
    if false := _looks_like(host):
        return Spoken(Kind.FALSE_HOST, false)
    mastodon = NETWORKS["mastodon"]
    for pattern in mastodon.paths:
        if found := pattern.match(path):
            return _account(mastodon, found, host)
    site = host.removeprefix("www.")
    return Spoken(Kind.SITE, "web", f"{site}/{path.casefold()}".rstrip("/")[:200])


def _looks_like(host: str) -> str:
    """The network whose host this one is taken for: by letters that look alike, or since it begins
    with that host and ends somewhere else."""
    tail = ".".join(host.split(".")[-2:])
    look = likeness(tail)
    for network in NETWORKS.values():
        names = [one for one in network.hosts if len(one) > 6]
        begun = any(f".{one}{sign}" in f".{host}" for one in names for sign in ".-")
        if begun or any(likeness(one) == look for one in names):
            return network.key
    return ""


def _at_network(network: Network, path: str, query: str) -> Spoken:
    whole = f"{path}?{query}" if query else path
    if any(pattern.fullmatch(path) for pattern in network.persons):
        return Spoken(Kind.PERSON, network.key)
    if any(pattern.fullmatch(path) for pattern in network.posts):
        return Spoken(Kind.POST, network.key)
    for pattern in network.paths:
        found = pattern.match(whole)
        if not found or whole[found.end() : found.end() + 1] not in ("", "/", "?", "&"):
            continue
        first = found.group().split("/")[0].casefold()
        if first in network.pages and "/" not in found.group():
            return Spoken(Kind.PAGE, network.key)
        return _account(network, found, "")
    return Spoken(Kind.PAGE, network.key)


def _account(network: Network, found: "regex.Match[str]", server: str) -> Spoken:
    groups = found.groupdict()
    if groups.get("id"):
        return Spoken(Kind.ACCOUNT, network.key, account_id=groups["id"])
    return _handle(network, groups["handle"], server)


def _handle(network: Network, given: str, server: str) -> Spoken:
    handle = given.casefold()
    for sign in network.ignored:
        handle = handle.replace(sign, "")
    # At last: a mark that stood after such a sign stands on the letter before it now.
    handle = unicodedata.normalize("NFC", handle)
    if network.server and server and "@" not in handle:
        handle = f"{handle}@{server}"
    # A full stop ends a sentence; no network lets a name end so.
    handle = _short(handle[:200]).rstrip(". ")
    if not handle.strip("@/."):
        return Spoken(Kind.PAGE, network.key)
    return Spoken(Kind.ACCOUNT, network.key, handle)


def _short(handle: str) -> str:
    """No longer than an address can carry that is read again; a strange letter takes up to 12."""
    while len(quote(handle)) > LONGEST - 100:
        handle = handle[:-1]
    return handle
