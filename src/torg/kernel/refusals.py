"""What the desk says no to, in words a person can act on."""


class Refusal(Exception):
    """An action was refused for a reason that the person can understand.

    message: one Swedish sentence with the cause.
    remedy: who can mend it or what to do next, in Swedish; may be empty.
    cite: the clause that refuses (document, section, ledger id); may be empty.
    field: the form field that it is about; empty for the whole form.
    """

    def __init__(self, message: str, *, remedy: str = "", cite: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.cite = cite
        self.field = field


class Denied(Refusal):
    """The person lacks the permission that the action asks for."""
