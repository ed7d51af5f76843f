"""Direct messages: every pair of account and person has one conversation."""

from hashlib import sha256


def conversation(account_id: str, person_id: str) -> str:
    """The conversation's id, always the same for the pair."""
    return "t_" + sha256(f"{account_id}|{person_id}".encode()).hexdigest()[:32]
