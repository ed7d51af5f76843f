"""What a deadline looks like at a given moment: tone, icon and words together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from torg.ui.moments import long_moment, span

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class DeadlineLook:
    """tone: a badge tone; icon: name in the sprite; text: what it says; title: exact times."""

    tone: str
    icon: str
    text: str
    title: str


def deadline_look(
    due: datetime | None,
    now: datetime,
    *,
    limit: datetime | None = None,
    done: datetime | None = None,
) -> DeadlineLook:
    """due: when the answer is promised; limit: when the outer limit passes; done: when settled.

    All are aware datetimes. Without a due time there is nothing to count towards.
    """
    if due is None:
        return DeadlineLook("neutral", "clock", "Ingen tidsgräns", "")
    title = _promise(due)
    if limit is not None:
        title += f". Yttersta gräns {long_moment(limit)}"
    if done is not None:
        if done <= due:
            return DeadlineLook("neutral", "check", "Klart i tid", title)
        return DeadlineLook("neutral", "check", f"Klart, {span(done - due)} sent", title)
    if now < due:
        soon = due - now < SOON
        tone, icon = ("warning", "clock-alert") if soon else ("neutral", "clock")
        return DeadlineLook(tone, icon, f"{span(due - now)} kvar", title)
    if limit is not None and now >= limit:
        return DeadlineLook("danger", "alert-octagon", f"Över gränsen {span(now - limit)}", title)
    return DeadlineLook("danger", "alert-octagon", f"Försenat {span(now - due)}", title)


@lru_cache(maxsize=8_192)
def _promise(due: datetime) -> str:
    return f"Svar senast {long_moment(due)}"
