"""The rows of a queue as they stand on the page: every word said, every mark drawn."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from torg.inbox.models import MessageKind, Outcome, ThreadKind
from torg.inbox.queries import Listed
from torg.inbox.states import ThreadState
from torg.ui.drawn import Row, drawn_deadline, drawn_moment, drawn_network

ANYONE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows of one page share. query: what their links carry on, from "?".

    current: the conversation that is open beside them, if any.
    """

    query: str
    now: datetime
    current: UUID | None = None
    sorts: dict[str, str] = field(default_factory=lambda: words_of(MessageKind))
    kinds: dict[str, str] = field(default_factory=lambda: words_of(ThreadKind))
    endings: dict[str, str] = field(default_factory=lambda: words_of(Outcome))

    def drawn(self, listed: list[Listed]) -> list[Row]:
        """A row for each."""
        before, behind = _address()
        behind += self.query
        no_sort, new = _("Sort saknas"), ThreadState.NEW.value
        return [
            Row(
                title=one.person,
                url=f"{before}{one.id}{behind}",
                text=one.text,
                meta=self._facts(one, no_sort),
                lead=drawn_network(one.network, compact=True),
                trail=self._left(one),
                unread=one.state == new,
                current=one.id == self.current,
            )
            for one in listed
        ]

    def _left(self, one: Listed) -> str:
        waits = one.due_at is not None and one.state != ThreadState.DONE
        return drawn_deadline(one.due_at, self.now) if waits else ""

    def _facts(self, one: Listed, no_sort: str) -> tuple[str, ...]:
        sort = self.sorts[one.sort] if one.sort and one.sort != MessageKind.UNKNOWN else ""
        kind = self.kinds[one.kind]
        return (
            sort or no_sort,
            kind if kind != sort else "",
            drawn_moment(one.latest_at, self.now, "relative"),
            one.channel,
            _("Hos %(who)s") % {"who": one.who} if one.who else "",
            _("Hos %(unit)s") % {"unit": one.department} if one.forwarded_at else "",
            self.endings[one.outcome] if one.outcome else "",
        )


def words_of(choices: type[TextChoices]) -> dict[str, str]:
    """What each code is called in the language of the page."""
    return _words_of(choices, get_language())


@cache
def _words_of(choices: type[TextChoices], _language: str) -> dict[str, str]:
    return {code: str(name) for code, name in choices.choices}


@cache
def _address() -> tuple[str, str]:
    """What stands before and behind the id in the address of a conversation."""
    before, _id, behind = reverse("inbox:show_thread", args=[ANYONE]).partition(str(ANYONE))
    return before, behind
