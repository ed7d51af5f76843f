"""The little of DER (X.690) that a time-stamp needs: read without trust, write by hand."""

from dataclasses import dataclass

BOOLEAN, INTEGER, OCTETS, OID, SEQUENCE, SET = 0x01, 0x02, 0x04, 0x06, 0x30, 0x31


class BadDer(ValueError):
    """The bytes are not DER, or not of the shape that was asked for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One value. tag: its first byte; content: without tag and length; whole: with them."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list["Piece"]:
        """The values inside. Raises BadDer."""
        return pieces(self.content)

    def of(self, tag: int) -> "Piece":
        """Itself, when it has that tag. Raises BadDer."""
        if self.tag != tag:
            raise BadDer(f"tag {self.tag:#x} instead of {tag:#x}")
        return self

    @property
    def number(self) -> int:
        """An INTEGER. Raises BadDer."""
        return int.from_bytes(self.of(INTEGER).content, "big", signed=True)


def pieces(data: bytes) -> list[Piece]:
    """The values that stand after each other. Raises BadDer."""
    found, at = [], 0
    while at < len(data):
        piece = _piece(data, at)
        found.append(piece)
        at += len(piece.whole)
    return found


def one(data: bytes, tag: int) -> Piece:
    """The only value. Raises BadDer when there are more, or none, or it is another."""
    found = pieces(data)
    if len(found) != 1:
        raise BadDer(f"{len(found)} values instead of one")
    return found[0].of(tag)


def _piece(data: bytes, at: int) -> Piece:
    if len(data) < at + 2 or data[at] & 0x1F == 0x1F:
        raise BadDer("cut off, or a long tag")
    size, begin = data[at + 1], at + 2
    if size == 0x80 or size > 0x84:
        raise BadDer("a length without end, or beyond all use")
    if size > 0x80:
        begin += size - 0x80
        size = int.from_bytes(data[at + 2 : begin], "big")
    end = begin + size
    if end > len(data):
        raise BadDer("cut off")
    return Piece(data[at], data[begin:end], data[at:end])


def value(tag: int, *contents: bytes) -> bytes:
    """Tag, length and the contents after each other."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(number: int) -> bytes:
    """A number that is not negative."""
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return value(OID, *(_arc(arc) for arc in (first * 40 + second, *rest)))


def _arc(arc: int) -> bytes:
    packed = [arc & 0x7F]
    while arc := arc >> 7:
        packed.insert(0, 0x80 | arc & 0x7F)
    return bytes(packed)
