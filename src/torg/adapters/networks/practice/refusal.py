"""What the practice network says no with."""


class No(Exception):
    """status: the HTTP status. code: for programs. message: a Swedish sentence for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message


def gone(message: str = "Innehållet finns inte eller har tagits bort.") -> No:
    """The object is not there."""
    return No(404, "gone", message)


def duplicate() -> No:
    """The account has written exactly this already."""
    return No(403, "duplicate", "Nätverket har redan ett likadant inlägg från kontot.")
