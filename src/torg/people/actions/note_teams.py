from datetime import datetime

from torg.people.models import Municipality


def note_teams(*, municipality: Municipality, now: datetime) -> None:
    """From now on people are asked for their teams. Part of the caller's transaction and entry."""
    if municipality.teams_since is None:
        municipality.teams_since = now
        municipality.save(update_fields=["teams_since"])
