"""What is written in scripts/: who lives in the demo and what they say."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

MUNICIPALITIES = ("malmo", "goteborg", "stockholm", "vallentuna")
DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a resident says. answer: ours; empty when a like or nothing will do."""

    kind: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A post of the pool, in a municipality's own words, for a day."""

    key: str
    unit: str
    title: str
    text: str
    short: str
    picture: str
    remarks: tuple[Remark, ...]
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """One municipality's file, and what all share."""

    own: Mapping[str, Any]

    @property
    def places(self) -> Mapping[str, str]:
        """Names that texts are filled with."""
        x = next(row["handle"] for row in self.own["channel"] if row["key"] == "x")
        return {**self.own["places"], "x": x}

    @property
    def residents(self) -> Sequence[str]:
        """Everybody who may say something."""
        names: Sequence[str] = read("talk")["residents"] + read("talk")["aliases"]
        return names

    @property
    def recent(self) -> Sequence[str]:
        """Those who write only what stands open now, each once."""
        names: Sequence[str] = read("talk")["recent"]
        return names

    @property
    def talk(self) -> Mapping[str, Any]:
        """What is said besides comments on posts."""
        return read("talk")

    def said(self, text: str) -> str:
        """The text with this municipality's places in it."""
        return text.format(**self.places, dag="{dag}", dag2="{dag2}")

    def remark(self, row: Sequence[str]) -> Remark:
        """[kind, text, answer?] of a script."""
        return Remark(row[0], self.said(row[1]), self.said(row[2]) if len(row) > 2 else "")

    def posts(self) -> list[Mapping[str, Any]]:
        """The pool."""
        return list(read("posts")["post"])

    def written(self, row: Mapping[str, Any], day: date) -> Written:
        """A post of the pool as it reads when it is published on the day."""
        named = {
            **self.places,
            "dag": spoken(working_day_after(day, 6)),
            "dag2": spoken(working_day_after(day, 13)),
        }
        text, short = (row[name].strip().format(**named) for name in ("text", "short"))
        return Written(
            key=row["key"],
            unit=row["unit"],
            title=row["title"].format(**named),
            text=_capital(text),
            short=_capital(short),
            picture=row["picture"],
            remarks=tuple(self.remark(remark) for remark in row["remarks"]),
            facts="\n".join(row.get("facts", ())),
        )


def script_of(slug: str) -> Script:
    """The script of one municipality."""
    return Script(read(slug))


@cache
def read(name: str) -> Mapping[str, Any]:
    """One file, read once."""
    file = files("torg.site.demo").joinpath("scripts", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def spoken(day: date) -> str:
    """ "torsdag 24 september"."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def working_day_after(day: date, days: int) -> date:
    """So many days later, or the Monday after."""
    later = day + timedelta(days=days)
    return later + timedelta(days=max(0, 7 - later.weekday())) if later.weekday() > 4 else later


def _capital(text: str) -> str:
    """Sentences that begin with a day begin with a capital."""
    return "\n".join(line[:1].upper() + line[1:] for line in text.split("\n"))
