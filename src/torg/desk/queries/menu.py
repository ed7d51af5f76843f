"""The figures beside the places of the main menu."""

from dataclasses import dataclass

from torg.desk.queries.frame import Facts


@dataclass(frozen=True, slots=True)
class Figure:
    """count: how many wait for the person. urgent: one of them is late, or goes out soon."""

    count: int
    urgent: bool


def navigation_counts(known: Facts) -> dict[str, Figure]:
    """By the url name of the place; a place where nothing waits is left out."""
    figures = {
        "inbox:list_threads": Figure(known.to_answer, known.answers_late),
        "planning:show_calendar": Figure(known.to_approve, known.approve_soon),
        "moderation:list_cases": Figure(known.cases, known.cases_late),
    }
    return {name: figure for name, figure in figures.items() if figure.count}
