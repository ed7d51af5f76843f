"""Whether a time-stamp token says what was asked, signed by whom we trust (RFC 3161, RFC 5652)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1, sha256, sha384, sha512

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from torg.adapters.witnesses.der import (
    INTEGER,
    OCTETS,
    SEQUENCE,
    SET,
    BadDer,
    Piece,
    oid,
    one,
    value,
)

SIGNED_DATA = oid("1.2.840.113549.1.7.2")
TST_INFO = oid("1.2.840.113549.1.9.16.1.4")
CONTENT_TYPE = oid("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
# Which certificate signed, bound into the signature: by SHA-1 (ESS) or by another digest (v2).
SIGNING = (oid("1.2.840.113549.1.9.16.2.12"), oid("1.2.840.113549.1.9.16.2.47"))
DIGESTS = {
    oid("2.16.840.1.101.3.4.2.1"): (sha256, hashes.SHA256()),
    oid("2.16.840.1.101.3.4.2.2"): (sha384, hashes.SHA384()),
    oid("2.16.840.1.101.3.4.2.3"): (sha512, hashes.SHA512()),
}
LONGEST_CHAIN = 5


class BadToken(ValueError):
    """The token does not hold; the message says what."""


@dataclass(frozen=True, slots=True)
class _Signed:
    """The parts of a SignedData that matter. inside: certificates that came along."""

    content: bytes
    inside: list[x509.Certificate]
    signer: list[Piece]


def certificates(pem: bytes) -> list[x509.Certificate]:
    """All in a PEM file. Raises ValueError when there is none."""
    return x509.load_pem_x509_certificates(pem)


def hold(token: bytes, imprint: bytes, nonce: int, trusted: Sequence[x509.Certificate]) -> datetime:
    """The moment that the token states. Raises BadToken and BadDer when anything differs."""
    try:
        signed = _signed(token)
        moment = _stated(signed.content, imprint, nonce)
        signer = _verified(signed)
        _lead_back(signer, signed.inside, trusted, moment)
    except (BadDer, BadToken):
        raise
    except (IndexError, ValueError, UnsupportedAlgorithm) as error:
        raise BadToken(f"not of the shape of a token: {type(error).__name__}") from error
    return moment


def _signed(token: bytes) -> _Signed:
    kind, wrapped = one(token, SEQUENCE).parts()[:2]
    _same(kind.whole, SIGNED_DATA, "no signed data")
    parts = one(wrapped.of(0xA0).content, SEQUENCE).parts()
    inner = parts[2].of(SEQUENCE).parts()
    _same(inner[0].whole, TST_INFO, "no time-stamp inside")
    content = one(inner[1].of(0xA0).content, OCTETS).content
    inside = [part for part in parts[3:-1] if part.tag == 0xA0]
    try:
        found = [
            x509.load_der_x509_certificate(each.whole) for part in inside for each in part.parts()
        ]
    except ValueError as error:
        raise BadToken("a certificate cannot be read") from error
    return _Signed(content, found, one(parts[-1].of(SET).content, SEQUENCE).parts())


def _stated(content: bytes, imprint: bytes, nonce: int) -> datetime:
    """TSTInfo (RFC 3161, 2.4.2): our digest, our nonce, and the moment."""
    info = one(content, SEQUENCE).parts()
    _algorithm, digest = info[2].of(SEQUENCE).parts()
    _same(digest.of(OCTETS).content, imprint, "another digest was stamped")
    numbers = [part.number for part in info[5:] if part.tag == INTEGER]
    _same(numbers, [nonce], "an answer to another question")
    text = info[4].of(0x18).content.decode("ascii")
    try:
        return datetime.strptime(f"{text[:14]}Z", "%Y%m%d%H%M%S%z")
    except ValueError as error:
        raise BadToken("no moment") from error


def _verified(signed: _Signed) -> x509.Certificate:
    """The certificate whose key signed the content."""
    digest_of, algorithm = DIGESTS.get(signed.signer[2].parts()[0].whole, (None, None))
    if digest_of is None or algorithm is None:
        raise BadToken("a digest that is not trusted")
    attributes = signed.signer[3].of(0xA0)
    told = {each.parts()[0].whole: each.parts()[1].of(SET).content for each in attributes.parts()}
    _same(told.get(CONTENT_TYPE), TST_INFO, "no kind signed")
    digest = value(OCTETS, digest_of(signed.content).digest())
    _same(told.get(MESSAGE_DIGEST), digest, "the signed digest is another")
    named = b"".join(told.get(each, b"") for each in SIGNING)
    signature = signed.signer[5].of(OCTETS).content
    text = value(SET, attributes.content)
    for each in signed.inside:
        whole = each.public_bytes(Encoding.DER)
        if any(way in named for way in _names(whole)):
            _check(each, signature, text, algorithm)
            return each
    raise BadToken("the signer's certificate is not among those sent")


def _names(certificate: bytes) -> list[bytes]:
    """Digests by which it may be meant; SHA-1 only as RFC 2634 writes it."""
    older = sha1(certificate, usedforsecurity=False).digest()
    return [older, *(digest_of(certificate).digest() for digest_of, _ in DIGESTS.values())]


def _check(
    signer: x509.Certificate, signature: bytes, text: bytes, algorithm: hashes.HashAlgorithm
) -> None:
    key = signer.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, text, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, text, ec.ECDSA(algorithm))
        else:
            raise BadToken("a kind of key that is not known")
    except InvalidSignature as error:
        raise BadToken("the signature does not hold") from error


def _lead_back(
    signer: x509.Certificate,
    inside: Iterable[x509.Certificate],
    trusted: Sequence[x509.Certificate],
    moment: datetime,
) -> None:
    """From the signer to a certificate of ours, each valid at the moment."""
    _same(_for_time_stamps(signer), True, "the signer may not sign time-stamps")
    others, held = list(inside), signer
    for _ in range(LONGEST_CHAIN):
        if not held.not_valid_before_utc <= moment <= held.not_valid_after_utc:
            raise BadToken("a certificate was not valid then")
        if held in trusted or any(_issued(held, each) for each in trusted):
            return
        above = [each for each in others if each != held and _issued(held, each)]
        if not above:
            break
        held = above[0]
    raise BadToken("the signer does not lead back to a certificate of ours")


def _for_time_stamps(signer: x509.Certificate) -> bool:
    try:
        use = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in use.value


def _issued(held: x509.Certificate, above: x509.Certificate) -> bool:
    """By a certificate that may sign others."""
    try:
        may = above.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        held.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound, UnsupportedAlgorithm):
        return False
    return may


def _same(found: object, wanted: object, wrong: str) -> None:
    if found != wanted:
        raise BadToken(wrong)
