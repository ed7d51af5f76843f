"""Why the practice network said no, in words a person can act on."""

from datetime import timedelta

from torg.adapters.http import Answer, json_object
from torg.ports.errors import CURSOR_GONE, DUPLICATE, Mender, OutsideError, Refused, Unreachable

# The network's code -> who can mend it. Its own message is a Swedish sentence.
MENDERS: dict[str, Mender] = {
    "text-missing": Mender.AUTHOR,
    "too-long": Mender.AUTHOR,
    "too-many-images": Mender.AUTHOR,
    "image-type": Mender.AUTHOR,
    "image-too-large": Mender.AUTHOR,
    "alt-too-long": Mender.AUTHOR,
    DUPLICATE: Mender.AUTHOR,
    "gone": Mender.AUTHOR,
    "not-answerable": Mender.AUTHOR,
    "not-yours": Mender.CHANNEL_OWNER,
    "not-your-page": Mender.CHANNEL_OWNER,
    "key-reused": Mender.OPERATOR,
    "key-too-long": Mender.OPERATOR,
    "request-broken": Mender.OPERATOR,
    "images-broken": Mender.OPERATOR,
    CURSOR_GONE: Mender.NETWORK,
    "cursor-broken": Mender.OPERATOR,
    "time-broken": Mender.OPERATOR,
    "unknown-act": Mender.OPERATOR,
    "too-many": Mender.NETWORK,
}


def refusal_for(answer: Answer, wait: timedelta | None) -> OutsideError:
    """Refused for an error object of the network's own form.

    A 4xx of another form (a proxy's HTML page) proves nothing: Unreachable. A 429 is a no
    whatever its body says.
    """
    code, message = f"http-{answer.status}", "Nätverket tar inte emot fler anrop just nu."
    try:
        error = json_object(answer).get("error")
    except Unreachable:
        error = None
    if isinstance(error, dict) and error.get("code") and error.get("message"):
        code, message = str(error["code"]), str(error["message"])[:300]
    elif wait is None:
        return answer.unusable(code)
    return Refused(
        code,
        answer.excerpt(),
        cause=message,
        mender=MENDERS.get(code, Mender.NETWORK),
        retry_after=wait,
    )
