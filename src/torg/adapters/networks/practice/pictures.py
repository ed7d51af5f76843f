"""Images in posts: checked when they come in, served only as what they are."""

import sqlite3
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass

from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.styles import Style, graphemes

MAGIC = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One image of an outgoing post."""

    mime: str
    alt: str
    width: int
    height: int
    content: bytes

    def keep(self, db: sqlite3.Connection, image_id: str, thing_id: str, position: int) -> None:
        """Store it in the open transaction."""
        db.execute(
            "INSERT INTO image (id, thing_id, position, mime, alt, width, height, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                image_id,
                thing_id,
                position,
                self.mime,
                self.alt,
                self.width,
                self.height,
                self.content,
            ),
        )


def pictures_of(sent: object, style: Style) -> list[Picture]:
    """The images of a request body. Raises No(400|422) when one breaks form or limit."""
    if not isinstance(sent, list):
        raise No(400, "images-broken", "Bilderna går inte att läsa.")
    if len(sent) > style.images:
        raise No(422, "too-many-images", f"Högst {style.images} bilder får vara med.")
    return [_picture(item, style) for item in sent]


def _picture(item: object, style: Style) -> Picture:
    try:
        if not isinstance(item, Mapping):
            raise TypeError
        picture = Picture(
            mime=str(item["mime"]),
            alt=str(item["alt"]),
            width=int(item["width"]),
            height=int(item["height"]),
            content=b64decode(str(item["content"]), validate=True),
        )
    except (KeyError, TypeError, ValueError, NotBase64) as problem:
        raise No(400, "images-broken", "En bild går inte att läsa.") from problem
    if not picture.content.startswith(MAGIC.get(picture.mime, ())):
        raise No(422, "image-type", "Bilden är inte av en sort som kan visas.")
    if len(picture.content) > style.image_bytes:
        raise No(422, "image-too-large", "En bild är för stor för kontot.")
    if graphemes(picture.alt) > style.alt_graphemes:
        raise No(422, "alt-too-long", f"Alt-texten får ha högst {style.alt_graphemes} tecken.")
    return picture
