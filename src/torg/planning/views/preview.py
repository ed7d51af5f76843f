"""How the words look on each channel, and how much room is left there."""

from dataclasses import dataclass

from torg.channels.models import Channel
from torg.channels.queries import limits_of
from torg.kernel.text import graphemes
from torg.planning.queries import ChannelFindings, Wording

NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Preview:
    """One channel's side of a post. limit: most characters there, None when none is known."""

    found: ChannelFindings
    text: str
    length: int
    limit: int | None

    @property
    def over(self) -> int:
        """How many characters too many."""
        return max(0, self.length - self.limit) if self.limit else 0

    @property
    def share(self) -> float:
        """How full it is; over 1 is too long."""
        return self.length / self.limit if self.limit else 0.0

    @property
    def tone(self) -> str:
        """The tone of the counter."""
        if self.over:
            return "danger"
        return "warning" if self.share > NEARLY else "neutral"


def previews(wording: Wording, found: list[ChannelFindings]) -> list[Preview]:
    """One for each channel, the one with least room first."""
    texts = {channel.pk: text for channel, text in wording.texts}
    made = [
        Preview(each, text, graphemes(text), most_characters(each.channel))
        for each in found
        if (text := texts[each.channel.pk]) is not None
    ]
    return sorted(made, key=lambda one: -one.share)


def most_characters(channel: Channel) -> int | None:
    """The account's limit as the network told it, without asking again."""
    return limits_of(channel).graphemes
