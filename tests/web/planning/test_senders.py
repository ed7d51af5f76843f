"""On whose behalf one writes or applies: only the operations that one belongs to (M1-03)."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.factories.inbox import Desk
from tests.factories.people import grant_role, make_department, make_user
from tests.web.planning.test_editor import typed

from torg.channels.models import Channel, ChannelApplication
from torg.people.models import Department, DepartmentKind, User
from torg.planning.models import Post

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]


def offered(page: str, field: str) -> list[str]:
    """What can be chosen in a list of the page."""
    (box,) = re.findall(rf'<select[^>]*name="{field}".*?</select>', page, re.DOTALL)
    return [text.strip() for text in re.findall(r"<option[^>]*>(.*?)</option>", box, re.DOTALL)]


@pytest.fixture
def operations(desk: Desk) -> list[Department]:
    """Twelve operations in four departments."""
    above = [
        make_department(municipality=desk.municipality, name=f"Förvaltning {number}")
        for number in range(4)
    ]
    return [
        make_department(
            parent=above[number % 4], name=f"Verksamhet {number}", kind=DepartmentKind.OPERATION
        )
        for number in range(12)
    ]


@pytest.mark.req("M1-03")
def test_only_own_operations_are_offered_and_the_department_follows(
    desk: Desk, main_page: Channel, browse: Browse, operations: list[Department]
) -> None:
    five, above = operations[5], operations[5].parent
    assert above is not None
    writer = make_user(department=five)
    grant_role(writer, "communicator", department=above)
    grant_role(writer, "communicator", department=operations[6])
    page = browse(writer).get("/planering/nytt/").text
    assert [one for one in offered(page, "sender") if "Verksamhet" in one] == [
        "Verksamhet 1, Förvaltning 1",
        "Verksamhet 5, Förvaltning 1",
        "Verksamhet 6, Förvaltning 2",
        "Verksamhet 9, Förvaltning 1",
    ]
    given = typed(desk, main_page, sender=str(five.pk), shared_from="", department=str(above.pk))
    other = given | {"department": str(desk.department.pk)}
    assert browse(writer).post("/planering/nytt/", other).status_code == 302
    post = Post.objects.get()
    assert (post.sender, post.department) == (five, above)
    # Where the person may write for the operation alone, it is the operation's own post.
    below = given | {"sender": str(operations[6].pk), "planned_wall": "2026-09-11T09:00"}
    assert browse(writer).post("/planering/nytt/", below).status_code == 302
    assert Post.objects.latest("pk").department == operations[6]
    foreign = browse(writer).post("/planering/nytt/", given | {"sender": str(operations[0].pk)})
    assert foreign.status_code == 422


@pytest.mark.req("M1-03")
def test_a_channel_is_applied_for_by_an_operation_of_ones_own(
    desk: Desk, browse: Browse, operations: list[Department]
) -> None:
    applicant = make_user(role="communicator", department=operations[2])
    page = browse(applicant).get("/kanalregister/ansokningar/ny/").text
    assert offered(page, "department") == ["Verksamhet 2, Förvaltning 2"]
    asked = {"title": "Ishallen", "department": str(operations[2].pk)}
    assert browse(applicant).post("/kanalregister/ansokningar/ny/", asked).status_code == 302
    assert ChannelApplication.objects.get().department == operations[2]
    lead = browse(desk.lead).get("/kanalregister/ansokningar/ny/").text
    assert not [one for one in offered(lead, "department") if "Verksamhet" in one]
