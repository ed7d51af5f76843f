"""Channels, read by programs."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from torg.channels import queries
from torg.channels.models import Channel

router = Router(tags=["Kanaler"])


class ChannelOut(Schema):
    """An official account. connection: whether it can be written to now."""

    id: UUID
    name: str
    network: str
    channel_class: str
    state: str
    department: str
    purpose: str
    comments_open: bool

    @staticmethod
    def resolve_department(channel: Channel) -> str:
        """The owner's name."""
        return channel.department.name


@router.get("/channels", response=list[ChannelOut], summary="Kommunens kanaler")
def list_channels(request: HttpRequest) -> object:
    """Every channel of the municipality, by name."""
    return queries.visible_to(request.user)  # type: ignore[arg-type]


@router.get("/channels/{uuid:channel_id}", response=ChannelOut, summary="En kanal")
def get_channel(request: HttpRequest, channel_id: UUID) -> object:
    """One channel."""
    return get_object_or_404(queries.visible_to(request.user), pk=channel_id)  # type: ignore[arg-type]
