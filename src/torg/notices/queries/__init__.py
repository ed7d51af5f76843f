"""Every read of letters, notices and their settings."""

from torg.notices.queries.letters import (
    ASKING,
    asking,
    due,
    left_sending,
    of_register,
    personal_asking,
    standing,
    state_name,
    visible_to,
    written,
)

__all__ = [
    "ASKING",
    "asking",
    "due",
    "left_sending",
    "of_register",
    "personal_asking",
    "standing",
    "state_name",
    "visible_to",
    "written",
]
