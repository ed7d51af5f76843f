"""Reads of media."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from torg.kernel.blobs import BlobDamaged, BlobMissing, BlobStore
from torg.media.models import MediaItem
from torg.people.models import User
from torg.people.permissions import Permission, can


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


def payload_of(item: MediaItem) -> dict[str, Any]:
    """The image as an act's payload names it."""
    return {
        "digest": item.digest,
        "mime": item.mime,
        "alt": item.alt,
        "width": item.width,
        "height": item.height,
    }
