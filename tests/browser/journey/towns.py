"""The four municipalities, and what each one's own rules answer on the way.

The expectations are written from requirements table 3.1, not from the packs.
"""

from dataclasses import dataclass
from datetime import datetime

from tests.policy.packs import POLICIES

from torg.policy.loading import load_folder
from torg.policy.office import calendar_of


@dataclass(frozen=True, slots=True)
class Town:
    """One municipality's answers.

    text_only: verdict and clause about a post of words alone on the main page, None for no
    finding. day_clause: the clause that refuses a second post on a booked day, "" where days
    are not booked. alone: planned without a second reader. promise: words of the deadline's
    explanation, and its clause; closed_promise: the same on a day when the office is closed,
    where another clause speaks then. greeting and closing: of the reply, {resident} is the first
    name. offered: a signature that may be added. measure: what the moderator orders.
    case_system: where what was removed is registered before the case is closed. rounds: watch
    rounds of the main page, every day of the week. declares: asks whether anything was
    received for a post.
    """

    slug: str
    name: str
    page: str
    text_only: tuple[str, str] | None
    day_clause: str
    alone: bool
    eyes_clause: str
    promise: tuple[str, ...]
    promise_clause: str
    greeting: str
    closing: str
    offered: str
    ground: str
    measure: str
    case_system: str = ""
    rounds: int = 0
    declares: bool = False
    closed_promise: tuple[str, str] | None = None

    def answer_promised(self, at: datetime) -> tuple[tuple[str, ...], str]:
        """The words of the explanation and its clause for what comes in at the instant."""
        pack = load_folder(POLICIES / self.slug)
        clock = calendar_of(pack.office)
        if self.closed_promise and not clock.is_working_day(clock.local(at).date()):
            return (self.closed_promise[0],), self.closed_promise[1]
        return self.promise, self.promise_clause

    @property
    def handle(self) -> str:
        """The main page's account on the practice network."""
        return f"{self.slug}.facebook"


TOWNS = {
    town.slug: town
    for town in (
        Town(
            slug="malmo",
            name="Malmö stad",
            page="Malmö stads huvudkonto",
            text_only=("Stopp", "M1-40"),
            day_clause="M1-29",
            alone=False,
            eyes_clause="",
            promise=("24 timmar räknas, och klockan går bara på arbetsdagar.", "Lokal inställning"),
            promise_clause="M2-08",
            greeting="",
            closing="",
            offered="",
            ground="Olaga hot",
            measure="Dölj",
        ),
        Town(
            slug="goteborg",
            name="Göteborgs Stad",
            page="Göteborgs Stads sida",
            text_only=("Råd", "G-18"),
            day_clause="",
            alone=True,
            eyes_clause="G-16",
            promise=("Svaret önskas", "när kontoret stänger."),
            promise_clause="G-22",
            greeting="",
            closing="",
            offered="/Sara",
            ground="Olaga hot",
            measure="Ta bort",
            declares=True,
        ),
        Town(
            slug="stockholm",
            name="Stockholms stad",
            page="Stockholms stads sida",
            text_only=None,
            day_clause="",
            alone=True,
            eyes_clause="",
            promise=("24 timmar räknas, och klockan går bara på arbetsdagar.",),
            promise_clause="S-16",
            closed_promise=("Svar ges närmaste arbetsdag", "S-17"),
            greeting="Hej {resident}!",
            closing="Vänliga hälsningar, Sara",
            offered="",
            ground="Olaga hot",
            measure="Dölj",
        ),
        Town(
            slug="vallentuna",
            name="Vallentuna kommun",
            page="Vallentuna kommuns sida",
            text_only=("Stopp", "V-75"),
            day_clause="",
            alone=False,
            eyes_clause="",
            promise=("Svaret önskas", "Allra senast nästa arbetsdag"),
            promise_clause="V-59",
            greeting="",
            closing="Hälsningar Sara, kommunikatör",
            offered="",
            ground="Olaga hot",
            measure="Ta bort",
            case_system="Platina",
            rounds=3,
        ),
    )
}
