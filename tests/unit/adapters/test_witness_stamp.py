"""RFC 3161 against OpenSSL's own authority: a stamp that holds, and how it may not."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.hostile import Hostile, answer, says

from torg.adapters.http import GuardedClient
from torg.adapters.witnesses import der, stamp
from torg.adapters.witnesses.stamp import REPLY, StampWitness, request
from torg.adapters.witnesses.stamp_token import BadToken, certificates, hold
from torg.ports.errors import Refused, Unreachable
from torg.ports.witness import Statement

OPENSSL = shutil.which("openssl") or ""
STATEMENT = Statement("torg.ledger/provkommun", 7, "torg.ledger/provkommun\n7\n\N{EM DASH}\n")
IMPRINT = sha256(STATEMENT.note.encode()).digest()
NONCE = 0x1234567890ABCDEF
CONF = """
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[other]
extendedKeyUsage = serverAuth
[stamps]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = {ess}
"""


class Authority:
    """OpenSSL's own time-stamping, with a certificate of its own in a throw-away folder."""

    def __init__(self, folder: Path, key: tuple[str, ...] = ("rsa:2048",), ess: str = "sha256"):
        self.folder = folder
        folder.mkdir()
        (folder / "serial").write_text("01\n")
        (folder / "conf").write_text(CONF.format(folder=folder, ess=ess))
        new = ("req", "-x509", "-config", "conf", "-nodes", "-days", "2", "-newkey", *key)
        self.run(*new, "-subj", "/CN=Rot", "-extensions", "ca", "-keyout", "ca.key", "-out", "ca")
        self.certify("tsa")

    def certify(self, extensions: str) -> None:
        """A new certificate for stamping, issued by the root."""
        self.run(
            "req", "-x509", "-config", "conf", "-nodes", "-days", "2", "-newkey", "rsa:2048",
            "-subj", "/CN=Stamp", "-extensions", extensions, "-CA", "ca", "-CAkey", "ca.key",
            "-keyout", "tsa.key", "-out", "tsa",
        )  # fmt: skip

    def run(self, *words: str) -> None:
        """One OpenSSL command in the folder."""
        subprocess.run([OPENSSL, *words], cwd=self.folder, check=True, capture_output=True)

    def stamped(self, query: bytes, *chain: str) -> bytes:
        """The answer to a query; with `-chain FILE` more certificates come along."""
        (self.folder / "query").write_bytes(query)
        self.run(
            "ts", "-reply", "-config", "conf", "-section", "stamps", "-queryfile", "query",
            "-signer", "tsa", "-inkey", "tsa.key", *chain, "-out", "reply",
        )  # fmt: skip
        return (self.folder / "reply").read_bytes()

    @property
    def trusted(self) -> Path:
        """The root's certificate."""
        return self.folder / "ca"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if not OPENSSL:
        pytest.skip("openssl finns inte här")
    return Authority(tmp_path_factory.mktemp("tsa") / "own")


@pytest.fixture(scope="module")
def reply(authority: Authority) -> bytes:
    return authority.stamped(request(IMPRINT, NONCE))


def held(body: bytes, trusted: Path, imprint: bytes = IMPRINT, nonce: int = NONCE) -> datetime:
    """The moment that the answer's token states."""
    return hold(stamp._token(body), imprint, nonce, certificates(trusted.read_bytes()))


class Client:
    """Answers a query by an authority, or with given bytes."""

    def __init__(self, reply: Callable[[bytes], bytes]) -> None:
        self.reply = reply

    def send(self, method: str, url: str, *, body: bytes, **more: object) -> SimpleNamespace:
        """As GuardedClient's."""
        return SimpleNamespace(
            status=200, headers={"content-type": REPLY}, body=self.reply(body), excerpt=str
        )


def test_the_query_is_what_openssl_reads(authority: Authority) -> None:
    (authority.folder / "mine").write_bytes(request(IMPRINT, NONCE))
    told = subprocess.run(
        [OPENSSL, "ts", "-query", "-in", "mine", "-text"],
        cwd=authority.folder, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "Hash Algorithm: sha256" in told
    assert "Certificate required: yes" in told
    assert f"Nonce: 0x{NONCE:X}" in told


def test_a_checkpoint_is_stamped_and_openssl_agrees(authority: Authority, tmp_path: Path) -> None:
    client = Client(authority.stamped)
    receipt = StampWitness(client, "http://tsa", authority.trusted).keep(STATEMENT)  # type: ignore[arg-type]
    (tmp_path / "note.txt").write_text(STATEMENT.note)
    (tmp_path / "note.tsr").write_bytes(receipt)
    words = ["-data", "note.txt", "-in", "note.tsr", "-CAfile", str(authority.trusted)]
    told = subprocess.run(
        [OPENSSL, "ts", "-verify", *words], cwd=tmp_path, capture_output=True, check=False
    )
    assert told.returncode == 0, told.stderr


def test_the_moment_is_the_authoritys(authority: Authority, reply: bytes) -> None:
    assert abs((held(reply, authority.trusted) - datetime.now(UTC)).total_seconds()) < 3600


@pytest.mark.parametrize(("key", "ess"), [(("ec", "-pkeyopt", "ec_paramgen_curve:P-256"), "sha1")])
def test_other_keys_and_the_older_binding_hold_too(
    authority: Authority, tmp_path: Path, key: tuple[str, ...], ess: str
) -> None:
    other = Authority(tmp_path / "ec", key, ess)
    held(other.stamped(request(IMPRINT, NONCE), "-chain", "ca"), other.trusted)


def test_what_was_not_asked_for_does_not_hold(authority: Authority, reply: bytes) -> None:
    with pytest.raises(BadToken, match="another digest"):
        held(reply, authority.trusted, imprint=bytes(32))
    with pytest.raises(BadToken, match="another question"):
        held(reply, authority.trusted, nonce=NONCE + 1)


def test_a_stranger_is_not_trusted(authority: Authority, reply: bytes, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    with pytest.raises(BadToken, match="lead back"):
        held(reply, stranger.trusted)


def test_a_certificate_for_something_else_may_not_stamp(
    authority: Authority, reply: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "torg.adapters.witnesses.stamp_token.ExtendedKeyUsageOID",
        SimpleNamespace(TIME_STAMPING="something else"),
    )
    with pytest.raises(BadToken, match="may not sign"):
        held(reply, authority.trusted)


def test_no_flipped_bit_in_what_is_signed_holds(authority: Authority, reply: bytes) -> None:
    """Every 3rd byte of the answer: refused, or outside all that is signed and checked."""
    trusted = certificates(authority.trusted.read_bytes())
    body, passed = bytearray(reply), 0
    for at in range(0, len(reply), 3):
        body[at] ^= 0x10
        try:
            hold(stamp._token(bytes(body)), IMPRINT, NONCE, trusted)
            passed += 1
        except (ValueError, Refused):
            pass
        body[at] ^= 0x10
    # What is left is the names and versions of algorithms, of which nothing is believed.
    assert passed < 60, passed


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """As an answer, as a token, and as a value in DER that is written again."""
    for read in (stamp._token, lambda body: hold(body, IMPRINT, NONCE, [])):
        with pytest.raises((ValueError, Refused)):
            read(data)
    assert der.one(der.value(der.OCTETS, data), der.OCTETS).content == data


@given(st.integers(0, 2**70))
def test_numbers_come_back(number: int) -> None:
    assert der.one(der.integer(number), der.INTEGER).number == number


def test_a_refusal_names_the_status(authority: Authority) -> None:
    refusing = der.value(der.SEQUENCE, der.value(der.SEQUENCE, der.integer(2)))
    place = StampWitness(Client(lambda _: refusing), "http://tsa", authority.trusted)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="tsa-status-2"):
        place.keep(STATEMENT)


def test_an_answer_that_is_no_stamp_is_not_kept(authority: Authority) -> None:
    place = StampWitness(Client(lambda _: b"0\x00"), "http://tsa", authority.trusted)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="tsa-token"):
        place.keep(STATEMENT)
    outside = Hostile(says(answer(b"<html>", mime="text/html")))
    client = GuardedClient((outside.origin,))
    with pytest.raises(Unreachable, match="tsa-answer"):
        StampWitness(client, f"{outside.origin}/tsa", authority.trusted).keep(STATEMENT)
    assert outside.seen[0].startswith(b"POST /tsa")


def test_without_a_certificate_nobody_is_asked(tmp_path: Path) -> None:
    asked: list[bytes] = []
    client = Client(lambda body: asked.append(body) or b"")  # type: ignore[func-returns-value]
    with pytest.raises(Refused, match="tsa-certificate"):
        StampWitness(client, "http://tsa", tmp_path / "none").keep(STATEMENT)  # type: ignore[arg-type]
    assert asked == []


def test_the_guard_stands_before_an_authority_inside(authority: Authority) -> None:
    client = GuardedClient((), schemes=frozenset({"http", "https"}))
    with pytest.raises(Refused, match="forbidden"):
        StampWitness(client, "http://127.0.0.1/tsa", authority.trusted).keep(STATEMENT)
