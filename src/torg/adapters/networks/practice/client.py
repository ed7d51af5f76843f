"""The desk's adapter to the practice network: `torg.ports.network.Network` over HTTP."""

import hmac
import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from urllib.parse import quote, urlencode

from torg.adapters.http import Answer, GuardedClient, json_object, retry_after
from torg.adapters.networks.practice.card import card_for
from torg.adapters.networks.practice.causes import refusal_for
from torg.adapters.networks.practice.events import event_of
from torg.adapters.networks.practice.stamps import moment, stamp
from torg.adapters.networks.practice.wire import body_of, marks
from torg.ports.account import Account, Sighting
from torg.ports.errors import Mender, NeedsReconnect, Refused
from torg.ports.network import (
    ActRequest,
    Batch,
    Connection,
    Event,
    KeyKind,
    Limits,
    NetworkCard,
    ReadBack,
    Receipt,
    Seen,
)

SIGNATURE = "x-practice-signature"
TOLERANCE_SECONDS = 300
# Whoever asks has gone back further than this already.
NO_MATTER = timedelta(minutes=1)


class PracticeNetwork:
    """card: says which profile its instances have. clock: Unix seconds, for signatures."""

    def __init__(
        self,
        client: GuardedClient,
        *,
        card: NetworkCard | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client = client
        self._card = card or card_for(KeyKind.KEYED)
        self._clock = clock

    @property
    def card(self) -> NetworkCard:
        """What is fixed about this network."""
        return self._card

    def verify(self, connection: Connection) -> Account:
        """Whose token it is."""
        answer = self._call(connection, "GET", "api/me")
        found = json_object(answer)
        if not found.get("id"):
            raise answer.unusable("no-id")
        return Account(
            id=str(found["id"]),
            handle=str(found.get("handle", "")),
            display_name=str(found.get("name", "")),
            url=_url(connection, str(found.get("path", ""))),
        )

    def observe(self, connection: Connection) -> Sighting:
        """What everybody sees."""
        asked = urlencode({"id": connection.account_id, "handle": connection.handle})
        answer = self._call(connection, "GET", f"api/account?{asked}")
        told = json_object(answer)
        shown, holder = told.get("account"), told.get("holder")
        if "account" not in told or not isinstance(holder, str):
            raise answer.unusable("account-broken")
        if shown is None:
            return Sighting(None, holder)
        if not isinstance(shown, dict) or shown.get("id") != connection.account_id:
            raise answer.unusable("account-broken")
        account = Account(
            id=connection.account_id,
            handle=str(shown.get("handle", "")),
            display_name=str(shown.get("name", "")),
            url=_url(connection, str(shown.get("path", ""))),
        )
        return Sighting(account, holder, shown.get("marked") is True)

    def limits(self, connection: Connection) -> Limits:
        """The account's limits now."""
        answer = self._call(connection, "GET", "api/limits")
        found = json_object(answer)
        names = Limits.__slots__
        values = {name: value for name in names if isinstance(value := found.get(name), int)}
        return Limits(**values)

    def mint_key(self, now: datetime, seed: bytes) -> str:
        """A key that says nothing about what it is for."""
        return "torg-" + sha256(stamp(now).encode() + b"\n" + seed).hexdigest()[:40]

    def perform(self, connection: Connection, request: ActRequest) -> Receipt:
        """One call. An answer without an id counts as maybe done."""
        answer = self._call(
            connection,
            "POST",
            f"api/acts/{request.kind.value}",
            body=body_of(request),
            key=request.key,
        )
        return _receipt(connection, answer, json_object(answer))

    def read_back(self, connection: Connection, request: ActRequest, since: datetime) -> ReadBack:
        """By key, by reading what the account has done, or not at all."""
        if self._card.key_kind is KeyKind.KEYED:
            return self._by_key(connection, request)
        if self._card.key_kind is KeyKind.READ_BACK:
            return self._by_reading(connection, request, since)
        return ReadBack(Seen.CANNOT_TELL, "Nätverket visar inte vad kontot har gjort.")

    def fetch(self, connection: Connection, cursor: str) -> Batch:
        """Events after the cursor, oldest first."""
        answer = self._call(connection, "GET", f"api/events?{urlencode({'cursor': cursor})}")
        found = json_object(answer)
        try:
            return Batch(
                events=_events(connection, found),
                cursor=str(found["cursor"]),
                more=found["more"] is True,
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise answer.unusable("events-broken") from problem

    def subscribe(self, connection: Connection, url: str) -> None:
        """Where deliveries go; the network repeats the address when it has it."""
        body = {"url": url, "secret": connection.webhook_secret}
        answer = self._call(connection, "PUT", "api/webhook", body=body)
        if json_object(answer).get("url") != url:
            raise answer.unusable("not-subscribed")

    def signature_ok(self, connection: Connection, headers: Mapping[str, str], body: bytes) -> bool:
        """HMAC over time and raw body, not older than five minutes; no secret, no trust."""
        parts = dict(part.partition("=")[::2] for part in headers.get(SIGNATURE, "").split(","))
        at = parts.get("t", "")
        if not connection.webhook_secret or not (at.isascii() and at.isdigit()):
            return False
        if abs(self._clock() - int(at[:12])) > TOLERANCE_SECONDS:
            return False
        wanted = hmac.new(
            connection.webhook_secret.encode(), f"{at}.".encode() + body, sha256
        ).hexdigest()
        return hmac.compare_digest(wanted.encode(), parts.get("v1", "").encode())

    def parse(self, connection: Connection, body: bytes) -> tuple[Event, ...]:
        """The events of one delivery to this account."""
        try:
            found = json.loads(body)
            if found["account"] != connection.account_id:
                raise ValueError("another account's delivery")
            return _events(connection, found)
        except (KeyError, TypeError, ValueError, RecursionError) as problem:
            raise Refused(
                "delivery-broken",
                type(problem).__name__,
                cause="Leveransen från nätverket gick inte att läsa.",
                mender=Mender.NETWORK,
            ) from problem

    def _by_key(self, connection: Connection, request: ActRequest) -> ReadBack:
        try:
            answer = self._call(connection, "GET", f"api/acts/by-key/{quote(request.key, safe='')}")
        except Refused as refused:
            if refused.code == "gone":
                return ReadBack(Seen.ABSENT, "Nätverket känner inte nyckeln.")
            if refused.code == "not-offered":
                return ReadBack(Seen.CANNOT_TELL, "Nätverket slår inte upp nycklar.")
            raise
        receipt = _receipt(connection, answer, json_object(answer))
        return ReadBack(Seen.FOUND, "Nätverket känner nyckeln.", receipt)

    def _by_reading(self, connection: Connection, request: ActRequest, since: datetime) -> ReadBack:
        """The newest act that looks like this one: an older twin is not taken for it.

        `since` is by our clock. Where that goes before the network's own, as its answer's date
        says, what is there would be missed and sent again: then it is looked for further back.
        """
        wanted = marks(body_of(request), request.kind)
        newest, ahead = self._newest(connection, wanted, since)
        if newest is None and ahead > NO_MATTER:
            newest, _ = self._newest(connection, wanted, since - ahead)
        if newest is None:
            return ReadBack(Seen.ABSENT, "Ingen sådan handling finns bland kontots handlingar.")
        note = "En handling med samma innehåll finns bland kontots handlingar."
        return ReadBack(Seen.FOUND, note, newest)

    def _newest(
        self, connection: Connection, wanted: Mapping[str, object], since: datetime
    ) -> tuple[Receipt | None, timedelta]:
        """The newest of the account's acts with these marks, and how far our clock is ahead."""
        after, newest = 0, None
        while True:
            query = urlencode({"since": stamp(since), "after": after})
            answer = self._call(connection, "GET", f"api/acts?{query}")
            found = json_object(answer)
            acts, end = found.get("acts"), found.get("after")
            if not isinstance(acts, list) or not isinstance(end, int):
                raise answer.unusable("acts-broken")
            for act in acts:
                if isinstance(act, dict) and {name: act.get(name) for name in wanted} == wanted:
                    newest = _receipt(connection, answer, act)
            if found.get("more") is not True or end <= after:
                return newest, self._ahead(answer)
            after = end

    def _ahead(self, answer: Answer) -> timedelta:
        """How far our clock goes before the network's; nothing when it does not tell its time."""
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
        except ValueError:
            return timedelta(0)
        return timedelta(seconds=self._clock() - theirs)

    def _call(
        self,
        connection: Connection,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        key: str = "",
    ) -> Answer:
        headers = {"Authorization": f"Bearer {connection.secret}", "Accept": "application/json"}
        raw = None
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
            raw = json.dumps(body, ensure_ascii=False).encode()
        answer = self._client.send(
            method,
            _url(connection, path),
            headers=headers,
            body=raw,
            timeout=self._card.client_timeout.total_seconds(),
        )
        if answer.status == 401:
            raise NeedsReconnect("http-401", answer.excerpt())
        if answer.status >= 400:
            wait = retry_after(answer) if answer.status == 429 else None
            raise refusal_for(answer, wait)
        return answer


def _url(connection: Connection, path: str) -> str:
    return f"{connection.base_url.rstrip('/')}/{path}"


def _receipt(connection: Connection, answer: Answer, found: Mapping[str, object]) -> Receipt:
    try:
        network_id, at = found["id"], moment(str(found["at"]))
    except (KeyError, ValueError) as problem:
        raise answer.unusable("no-id") from problem
    if not network_id or not isinstance(network_id, str):
        raise answer.unusable("no-id")
    path = str(found.get("path", ""))
    return Receipt(
        network_id=network_id,
        url=_url(connection, path) if path else "",
        at=at,
        version=str(found.get("version", "")),
        raw=json.dumps(found, ensure_ascii=False).encode(),
    )


def _events(connection: Connection, found: Mapping[str, object]) -> tuple[Event, ...]:
    sent = found["events"]
    if not isinstance(sent, list):
        raise TypeError("events is no list")
    return tuple(event_of(item, connection.base_url) for item in sent)
