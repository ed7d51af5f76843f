"""Reads of media."""

from typing import Any

from django.db.models import QuerySet

from torg.media.models import MediaItem
from torg.people.models import User
from torg.people.permissions import Permission, can


def visible_to(user: User) -> QuerySet[MediaItem]:
    """Images that the person may see: those of their municipality."""
    if not can(user, Permission.VIEW_DESK):
        return MediaItem.objects.none()
    return MediaItem.objects.filter(municipality_id=user.municipality_id)


def payload_of(item: MediaItem) -> dict[str, Any]:
    """The image as an act's payload names it."""
    return {
        "digest": item.digest,
        "mime": item.mime,
        "alt": item.alt,
        "width": item.width,
        "height": item.height,
    }
