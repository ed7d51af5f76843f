from datetime import datetime

from torg.kernel.refs import Ref
from torg.people.models import Presence, PresenceMode, User


def note_presence(*, about: Ref, mode: PresenceMode, by: User, now: datetime) -> None:
    """The person has it open, or writes in it. The caller has checked that they may see it."""
    Presence.objects.bulk_create(
        [
            Presence(
                municipality_id=by.municipality_id,
                user=by,
                about_kind=about.kind,
                about_id=about.id,
                mode=mode,
                seen_at=now,
            )
        ],
        update_conflicts=True,
        unique_fields=["about_kind", "about_id", "user"],
        update_fields=["mode", "seen_at"],
    )


def leave(*, about: Ref, by: User, now: datetime) -> None:  # noqa: ARG001 (every action takes it)
    """The person has closed it."""
    Presence.objects.filter(user=by, about_kind=about.kind, about_id=about.id).delete()
