"""A channel in Göteborg on its way out, and everybody who has a word in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.factories.inbox import Desk, make_desk
from tests.factories.people import make_user

from torg.channels.actions import (
    add_notice,
    choose_archive,
    decide_closing,
    finish_notices,
    prepare_merge,
    start_closing,
)
from torg.channels.models import Closing
from torg.kernel.scope import scope
from torg.people.models import User

NOW = datetime(2026, 9, 8, 8, tzinfo=UTC)
TODAY = date(2026, 9, 8)
CLOSES = TODAY + timedelta(days=40)


@dataclass
class Ending:
    """A desk with the two managers of G-61, an adviser and the register's owner."""

    desk: Desk
    manager: User
    communications: User
    adviser: User
    register: User

    def begun(self, reason: str = "goals_not_met", note: str = "") -> Closing:
        """A closing at its first step."""
        desk = self.desk
        return start_closing(channel=desk.channel, reason=reason, note=note, by=desk.lead, now=NOW)

    def prepared(self) -> Closing:
        """… at the decision."""
        return prepare_merge(
            closing=self.begun(),
            merge_into=None,
            merge_note="Huvudkontot tar över.",
            closing_on=CLOSES,
            by=self.desk.lead,
            now=NOW,
        )

    def decided(self) -> Closing:
        """… at the notices."""
        closing = self.prepared()
        for who in (self.manager, self.communications):
            closing = decide_closing(closing=closing, motive="", by=who, now=NOW)
        return closing

    def told(self) -> Closing:
        """… at the archive: two notices, the first forty days ahead."""
        closing = self.decided()
        for day in (0, 20):
            add_notice(
                closing=closing,
                why="målen nås inte",
                referral="kommunens huvudkonto",
                text="Den här kanalen stänger.",
                told_on=TODAY + timedelta(days=day),
                by=self.desk.lead,
                now=NOW + timedelta(days=day),
            )
        return finish_notices(closing=closing, by=self.desk.lead, now=NOW + timedelta(days=21))

    def kept(self) -> Closing:
        """… at the last step: nothing is to be preserved."""
        return choose_archive(
            closing=self.told(),
            choice="discard",
            reason="Allt finns på webben.",
            by=self.desk.lead,
            now=NOW + timedelta(days=21),
        )


def make_ending(pack: str = "goteborg") -> Ending:
    """Open the municipality's scope before using it."""
    desk = make_desk(pack)
    with scope(desk.municipality.pk):
        return Ending(
            desk,
            manager=_person(desk, "responsible_manager", "Maria"),
            communications=_person(desk, "communications_manager", "Kurt"),
            adviser=_person(desk, "web_strategist", "Vera"),
            register=_person(desk, "register_owner", "Rut"),
        )


def _person(desk: Desk, role: str, name: str) -> User:
    return make_user(role=role, given_name=name, municipality=desk.municipality)
