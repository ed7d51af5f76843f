"""Who owns the register, and where orders to it go."""

from django.conf import settings
from django.urls import reverse

from torg.channels.models import Channel, RegisterOwner


def register_owner() -> RegisterOwner | None:
    """The support function of the municipality in scope; None while none is named."""
    return RegisterOwner.objects.first()


def page_of(channel: Channel) -> str:
    """The channel's page in the desk, with host: for a letter."""
    path: str = reverse("channels:show_channel", args=[channel.pk])
    return f"{settings.PUBLIC_URL}{path}"
