from torg.people.models import Municipality


def note_teams(*, municipality: Municipality) -> None:
    """From now on people are asked for their teams. Part of the caller's transaction and entry."""
    if not municipality.has_teams:
        municipality.has_teams = True
        municipality.save(update_fields=["has_teams"])
