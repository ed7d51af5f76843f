"""Reads of media."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from torg.kernel.blobs import BlobDamaged, BlobMissing, BlobStore
from torg.media.models import MediaItem
from torg.people.models import User
from torg.people.permissions import Permission, can
from torg.rules.queries import Citation, NoPack, statute


def visible_to(user: User) -> QuerySet[MediaItem]:
    """Images that the person may see: those of their municipality."""
    if not can(user, Permission.VIEW_DESK):
        return MediaItem.objects.none()
    return MediaItem.objects.filter(municipality_id=user.municipality_id)


def is_whole(item: MediaItem) -> bool:
    """Whether the image's file is there and its bytes are those that were stored."""
    try:
        BlobStore(settings.BLOBS).get(item.digest)
    except (BlobMissing, BlobDamaged):
        return False
    return True


def personal_data_law(item: MediaItem) -> Citation | None:
    """The law of personal data on the day of the picture, or of its arrival here (V-121).

    None where the municipality's rules cite none, or it has no rules.
    """
    day = item.taken_on or timezone.localdate(item.uploaded_at)
    try:
        return statute(item.municipality, "personal_data", day)
    except NoPack:
        return None


def payload_of(item: MediaItem) -> dict[str, Any]:
    """The image as an act's payload names it."""
    return {
        "digest": item.digest,
        "mime": item.mime,
        "alt": item.alt,
        "width": item.width,
        "height": item.height,
    }
