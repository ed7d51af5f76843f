"""Start passwords: read aloud or copied once, then replaced by the person."""

import secrets

# Without letters and digits that are mistaken for each other when read aloud.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_password() -> str:
    """Four groups of four: 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
