"""What a server's definite no means to the person: the cause in Swedish, who can mend it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from torg.adapters.http import retry_after
from torg.adapters.networks.bluesky.xrpc import Fault
from torg.ports.errors import Mender, NeedsReconnect, OutsideError, Refused

# The server answers these with 400: the token is spent, the call was not made.
STALE = frozenset({"ExpiredToken", "InvalidToken"})
DEAD = STALE | {
    "AccountDeactivated",
    "AccountSuspended",
    "AccountTakedown",
    "AuthFactorTokenRequired",
    "AuthMissing",
    "AuthenticationRequired",
}
GONE = frozenset({"NotFound", "RecordNotFound", "RepoDeactivated", "RepoNotFound", "RepoTakendown"})
LATER = timedelta(minutes=5)


def is_gone(fault: Fault) -> bool:
    """Whether the record or its whole account is no more.

    For an account that was deleted or taken down the servers say so only in prose.
    """
    prose = ("Could not find repo", "Could not locate record")
    return fault.name in GONE or fault.message.startswith(prose)


@contextmanager
def as_port_errors() -> Iterator[None]:
    """Inside the block a Fault leaves as Refused or NeedsReconnect."""
    try:
        yield
    except Fault as fault:
        raise port_error(fault) from fault


def port_error(fault: Fault) -> OutsideError:
    """The error of the port for a definite no."""
    status, name = fault.answer.status, fault.name
    detail = f"{status} {fault.message}"
    if name == "RateLimitExceeded":
        return Refused(
            name,
            detail,
            cause="Bluesky tar inte emot fler anrop från kontot just nu.",
            mender=Mender.NETWORK,
            retry_after=_wait(fault),
        )
    if name in DEAD:
        return NeedsReconnect(name, detail)
    if status in {401, 403}:
        return Refused(
            name,
            detail,
            cause="Bluesky lät inte kontot göra detta just nu.",
            mender=Mender.CHANNEL_OWNER,
            retry_after=LATER if status == 401 else None,
        )
    if is_gone(fault):
        cause = "Inlägget eller kontot som åtgärden gäller finns inte längre på Bluesky."
        return Refused(name, detail, cause=cause, mender=Mender.AUTHOR)
    return _content(fault, detail)


def _content(fault: Fault, detail: str) -> Refused:
    """The server's checks name what they miss only in prose, in two generations of wording."""
    said = fault.message.lower().replace("/", ".")
    if "record.text" in said:
        cause = "Texten är längre än Bluesky tillåter: högst 300 tecken och 3 000 byte."
    elif "record.embed.images" in said and ("array" in said or "elements" in said):
        cause = "Bluesky tar högst fyra bilder i ett inlägg."
    elif fault.answer.status == 413 or "too large" in said or "too big" in said:
        cause = "En bild är större än Bluesky tar emot."
    elif "record.embed.images" in said or "mimetype" in said or "mime type" in said:
        cause = "En bild är av ett slag som Bluesky inte tar emot."
    else:
        cause = "Bluesky godtog inte uppgifterna i anropet."
        return Refused(fault.name, detail, cause=cause, mender=Mender.OPERATOR)
    return Refused(fault.name, detail, cause=cause, mender=Mender.AUTHOR)


def _wait(fault: Fault) -> timedelta:
    """Bluesky tells when its window starts anew (`ratelimit-reset`, Unix seconds)."""
    reset = fault.answer.headers.get("ratelimit-reset", "")
    if not (reset.isascii() and reset.isdigit() and len(reset) < 12):
        return retry_after(fault.answer, default=LATER)
    wait = datetime.fromtimestamp(int(reset), UTC) - datetime.now(UTC)
    return min(max(wait, timedelta(seconds=1)), timedelta(hours=24))
