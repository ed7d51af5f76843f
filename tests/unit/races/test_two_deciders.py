"""Two managers over the same application at the same moment, in two processes."""

from collections.abc import Callable

import pytest
from tests.factories.applications import NOW, make_application, make_office
from tests.factories.people import make_user
from tests.factories.processes import at_once

from torg.channels.actions import decide_application
from torg.channels.models import ApplicationDecision, Channel, Outcome
from torg.kernel.scope import scope
from torg.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_decides(transactional_db: None) -> None:
    office = make_office()
    other = make_user(
        role="nearest_manager", municipality=office.municipality, department=office.department
    )
    with scope(office.municipality.pk):
        made = make_application(office, "with_manager")

        def decide(by: User, outcome: Outcome) -> Callable[[], object]:
            return lambda: decide_application(
                application=made, outcome=outcome, motive="Så blir det.", by=by, now=NOW
            )

        came = at_once(decide(office.manager, Outcome.APPROVED), decide(other, Outcome.REFUSED))
        assert sorted(came) == ["Refusal", "ok"]
        decision = ApplicationDecision.objects.get()
        assert Channel.objects.exists() is (decision.outcome == Outcome.APPROVED)
