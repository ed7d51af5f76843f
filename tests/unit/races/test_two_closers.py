"""Two managers decide about the same channel at the same moment, in two processes (G-61)."""

from collections.abc import Callable

import pytest
from tests.factories.closing import NOW, make_ending
from tests.factories.network import wire_talking
from tests.factories.processes import at_once

from torg.channels.actions import decide_closing
from torg.channels.models import Closing, ClosingDecision
from torg.kernel.scope import scope
from torg.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("G-61")
def test_both_decisions_stand_and_the_step_opens_once(transactional_db: None) -> None:
    wire_talking()
    ending = make_ending()
    with scope(ending.desk.municipality.pk):
        closing = ending.prepared()

        def decide(who: User) -> Callable[[], object]:
            return lambda: decide_closing(closing=closing, motive="", by=who, now=NOW)

        both = (ending.manager, ending.communications, ending.manager)
        outcomes = at_once(*(decide(who) for who in both))
        assert sorted(outcomes) == ["Refusal", "ok", "ok"]
        held = Closing.objects.get()
        assert (held.state, held.decisions_held) == ("notify", 2)
        assert ClosingDecision.objects.count() == 2
