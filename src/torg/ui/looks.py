"""Which tone, icon and word a value gets, so that pages never choose by themselves."""

from dataclasses import dataclass
from zlib import crc32

from torg.kernel.networks import NAMES

AVATAR_TONES = 6
TONE_ICONS = {
    "info": "info",
    "success": "check-circle",
    "warning": "alert-triangle",
    "danger": "alert-octagon",
}
MESSAGE_TONES = {
    "debug": "info",
    "info": "info",
    "success": "success",
    "warning": "warning",
    "error": "danger",
}


@dataclass(frozen=True, slots=True)
class Look:
    """tone: a badge tone; icon: name in the sprite; text: the word."""

    tone: str
    icon: str
    text: str


VERDICTS = {
    "stop": Look("danger", "alert-octagon", "Stopp"),
    "warn": Look("warning", "alert-triangle", "Varning"),
    "advise": Look("info", "info", "Råd"),
}
BOOKINGS = {
    "free": Look("neutral", "circle", "Ledig"),
    "held": Look("warning", "circle-half", "Hålls"),
    "booked": Look("accent", "circle-full", "Bokad"),
    "locked": Look("danger", "lock", "Låst"),
}


def verdict_look(verdict: object) -> Look:
    """The look of a rule's verdict (stop, warn, advise); an unknown one shows as a warning."""
    return VERDICTS.get(str(verdict), VERDICTS["warn"])


def booking_look(state: object) -> Look:
    """The look of a day on a main channel: free, held, booked or locked."""
    return BOOKINGS.get(str(state), BOOKINGS["free"])


def tone_icon(tone: str) -> str:
    """The icon that goes with a tone; empty for neutral and accent."""
    return TONE_ICONS.get(tone, "")


def message_tone(tag: str) -> str:
    """The tone of one of Django's message levels."""
    return MESSAGE_TONES.get(tag, "info")


def network_name(network: object) -> str:
    """What people call the network; an unknown one keeps the name it came with."""
    return NAMES.get(str(network), str(network))


def link_out(url: str) -> str:
    """The address when it is a web address, else nothing: networks send what they like."""
    return url if url.startswith(("https://", "http://")) else ""


def initials(name: object) -> str:
    """One or two capitals: first and last name, "?" when there is no letter."""
    words = [word for word in str(name).split() if word[:1].isalnum()]
    picked = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper() or "?"


def avatar_tone(name: object) -> int:
    """1 to 6, the same for the same name on every page and machine."""
    return crc32(str(name).casefold().encode()) % AVATAR_TONES + 1
