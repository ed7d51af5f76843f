from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from torg.kernel.blobs import BlobStore
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.media.models import MediaItem
from torg.people.models import Department, User
from torg.people.permissions import Permission, check_can

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def add_image(
    *,
    department: Department,
    content: bytes,
    file_name: str,
    alt: str,
    decorative: bool = False,
    credit: str = "",
    by: User,
    now: datetime,
) -> MediaItem:
    """Store an image after reading it as one. Raises Denied, Refusal.

    The file is written anew from its pixels: position, camera and hidden payloads in the
    original do not follow (RELIABILITY U1, U4).
    """
    check_can(by, Permission.WRITE_POSTS, department=department)
    if not alt.strip() and not decorative:
        raise Refusal(
            _("Bilden saknar alternativtext."),
            remedy=_("Beskriv bilden för den som inte ser den, eller markera den som dekorativ."),
            field="alt",
        )
    clean, mime, width, height = _read(content)
    digest = BlobStore(settings.BLOBS).put(clean)
    with transaction.atomic():
        item: MediaItem = MediaItem.objects.create(
            municipality_id=department.municipality_id,
            department=department,
            digest=digest,
            file_name=file_name.replace("\\", "/").rsplit("/", 1)[-1][:150] or "bild",
            mime=mime,
            size=len(clean),
            width=width,
            height=height,
            alt=alt.strip(),
            decorative=decorative,
            credit=credit.strip(),
            uploaded_by=by,
            uploaded_at=now,
        )
        _tell(item, by, now)
    return item


def _read(content: bytes) -> tuple[bytes, str, int, int]:
    if len(content) > MOST_BYTES:
        raise Refusal(_("Bilden är större än 10 MB."), remedy=_("Spara den mindre."), field="image")
    try:
        with Image.open(BytesIO(content), formats=list(FORMATS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refusal(
                    _("Bilden har fler än 40 miljoner bildpunkter."),
                    remedy=_("Spara den mindre."),
                    field="image",
                )
            kind = str(image.format)
            image.load()
            still = image.convert("RGBA" if kind == "PNG" and "A" in image.getbands() else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError,
            ValueError) as error:  # fmt: skip
        raise Refusal(
            _("Filen går inte att läsa som en bild."),
            remedy=_("Använd JPEG, PNG eller WebP."),
            field="image",
        ) from error
    out = BytesIO()
    still.save(out, format=kind, **({"quality": 88} if kind != "PNG" else {}))
    return out.getvalue(), FORMATS[kind], still.width, still.height


def _tell(item: MediaItem, by: User, now: datetime) -> None:
    record(
        municipality=item.municipality,
        verb="media.added",
        summary=_("Lade in en bild."),
        about=[Ref("media.item", str(item.pk))],
        by=by,
        now=now,
        facts={"digest": item.digest, "mime": item.mime},
        content={"alt": item.alt, "credit": item.credit, "file_name": item.file_name},
    )
