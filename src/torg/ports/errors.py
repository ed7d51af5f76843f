"""Outside systems fail in three ways only."""

from datetime import datetime, timedelta
from enum import StrEnum

# Codes that mean the same on every network, whatever it calls them itself.
# DUPLICATE: the account has already written exactly this; after an unclear call it hints that
# the call was obeyed. CURSOR_GONE: polling has to start from the beginning.
DUPLICATE = "duplicate"
CURSOR_GONE = "cursor-gone"


class Mender(StrEnum):
    """Who can mend the cause of a refusal."""

    AUTHOR = "author"
    CHANNEL_OWNER = "channel_owner"
    OPERATOR = "operator"
    NETWORK = "network"


class OutsideError(Exception):
    """What every failure of an outside system carries.

    code: the system's own error code or a short name of ours ("http-503").
    detail: the raw text of the answer, shortened; kept for the record, never shown as HTML.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail[:2000]


class Refused(OutsideError):
    """A definite no: the system did not do it.

    cause: a Swedish sentence for the person. mender: who can change it.
    retry_after: when set, the same call may succeed after this time (a rate limit);
    when None the refusal is final.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        cause: str,
        mender: Mender,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(code, detail)
        self.cause = cause
        self.mender = mender
        self.retry_after = retry_after


class Unreachable(OutsideError):
    """No usable answer.

    maybe_done: True whenever the request may have reached the system (timeout,
    reset, 5xx, garbage, a 200 without an id). False only when it certainly did
    not leave (name not resolved, connection refused before sending).
    """

    def __init__(self, code: str, detail: str = "", *, maybe_done: bool) -> None:
        super().__init__(code, detail)
        self.maybe_done = maybe_done


class NeedsReconnect(OutsideError):
    """The credential is dead or lacks a right: a person must connect the channel again.

    since: when the system says it ended, if it does. Nothing was done.
    """

    def __init__(self, code: str, detail: str = "", *, since: datetime | None = None) -> None:
        super().__init__(code, detail)
        self.since = since
