"""A time-stamping authority (RFC 3161): somebody else signs when a checkpoint was there."""

import secrets
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from torg.adapters.http import GuardedClient
from torg.adapters.witnesses import der
from torg.adapters.witnesses.stamp_token import BadToken, certificates, hold
from torg.ports.errors import Mender, Refused, Unreachable
from torg.ports.witness import Statement

SHA256 = der.oid("2.16.840.1.101.3.4.2.1")
QUERY = "application/timestamp-query"
REPLY = "application/timestamp-reply"
GRANTED = {0, 1}
LARGEST = 256 * 1024


class StampWitness:
    """trusted: a PEM file with the certificates that the authority's own leads back to."""

    name = "stamp"
    every = timedelta(days=1)

    def __init__(self, client: GuardedClient, url: str, trusted: Path) -> None:
        self._client, self._url, self._trusted = client, url, trusted

    def keep(self, statement: Statement) -> bytes:
        """The authority's whole answer (TimeStampResp), checked: status, digest, nonce, and
        its signature back to a certificate of ours. Raises Refused and Unreachable."""
        try:
            trusted = certificates(self._trusted.read_bytes())
        except (OSError, ValueError) as error:
            raise _refused("tsa-certificate", type(error).__name__, CERTIFICATE) from error
        imprint, nonce = sha256(statement.note.encode()).digest(), secrets.randbits(63)
        answer = self._client.send(
            "POST",
            self._url,
            headers={"Content-Type": QUERY, "Accept": REPLY},
            body=request(imprint, nonce),
            max_bytes=LARGEST,
        )
        if answer.status != 200 or REPLY not in answer.headers.get("content-type", ""):
            raise Unreachable("tsa-answer", answer.excerpt(), maybe_done=True)
        try:
            hold(_token(answer.body), imprint, nonce, trusted)
        except (der.BadDer, BadToken) as error:
            raise _refused("tsa-token", str(error), UNSOUND) from error
        return answer.body


CERTIFICATE = "Certifikatet för tidsstämplingstjänsten går inte att läsa."
UNSOUND = "Tidsstämpeln stämde inte med det som skickades eller med tjänstens certifikat."


def request(imprint: bytes, nonce: int) -> bytes:
    """A TimeStampReq (RFC 3161, 2.4.1) for a SHA-256; the certificate is to come along."""
    algorithm = der.value(der.SEQUENCE, SHA256, b"\x05\x00")
    return der.value(
        der.SEQUENCE,
        der.integer(1),
        der.value(der.SEQUENCE, algorithm, der.value(der.OCTETS, imprint)),
        der.integer(nonce),
        der.value(der.BOOLEAN, b"\xff"),
    )


def _token(body: bytes) -> bytes:
    """The token out of a TimeStampResp (2.4.2). Raises Refused when none was granted."""
    parts = der.one(body, der.SEQUENCE).parts()
    if not parts:
        raise der.BadDer("an empty answer")
    told = parts[0].of(der.SEQUENCE).parts()
    if not told or told[0].number not in GRANTED or len(parts) != 2:
        status = str(told[0].number) if told else "?"
        raise _refused(f"tsa-status-{status}", "", "Tidsstämplingstjänsten gav ingen stämpel.")
    return parts[1].whole


def _refused(code: str, detail: str, cause: str) -> Refused:
    return Refused(code, detail, cause=cause, mender=Mender.OPERATOR)
