"""Bought reach under Vallentuna's rules, and where a town has none (V-46 to V-49)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.people import make_department, make_user
from tests.factories.rules import make_ruled_municipality

from torg.channels import actions
from torg.channels.actions import ReachWish
from torg.channels.models import Channel, ReachPurchase
from torg.channels.queries import reach as read
from torg.desk.queries import my_day
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import Department, User

NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
WISH = ReachWish(
    what="Öppet hus",
    value="Fler hittar till öppet hus.",
    audience="Föräldrar",
    personal_audience=False,
    cost=1500,
    payer="Skolan",
    starts_on=date(2026, 9, 10),
    ends_on=date(2026, 9, 14),
)
Asks = Callable[..., ReachPurchase]


@pytest.fixture
def school(db: None) -> Iterator[Department]:
    municipality = make_ruled_municipality("vallentuna")
    with scope(municipality.pk):
        yield make_department(municipality=municipality, name="Skolan")


@pytest.fixture
def page(school: Department) -> Channel:
    """The municipality's official one."""
    return make_channel(
        department=make_department(municipality=school.municipality), channel_class="main"
    )


@pytest.fixture
def teacher(school: Department) -> User:
    return make_user(role="communicator", department=school)


@pytest.fixture
def orderer(school: Department) -> User:
    return make_user(role="department_communicator", department=school)


def ask(channel: Channel, by: User, wish: ReachWish = WISH) -> ReachPurchase:
    assert by.department
    return actions.request_reach(
        channel=channel, department=by.department, wish=wish, by=by, now=NOW
    )


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def sent(channel: Channel, department: Department, **more: Any) -> dict[str, Any]:
    words = {name: getattr(WISH, name) for name in ("what", "value", "audience", "cost", "payer")}
    period = {"starts_on": "2026-09-10", "ends_on": "2026-09-14"}
    ids = {"channel": channel.pk, "department": department.pk}
    return {**words, **period, **ids, **more}


@pytest.mark.req("V-46")
@pytest.mark.parametrize("left_out", ["cost", "starts_on"])
def test_without_cost_or_period_it_is_refused_and_what_was_typed_stays(
    page: Channel, teacher: User, school: Department, left_out: str
) -> None:
    answer = client(teacher).post(
        reverse("channels:request_reach"), sent(page, school, **{left_out: ""})
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "V-46" in text
    assert "Fler hittar till öppet hus." in text
    assert not ReachPurchase.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReachPurchase.objects.create(
            municipality=school.municipality, channel=page, department=school, what="x",
            payer="x", requested_at=NOW, requested_by=teacher,
        )  # fmt: skip


@pytest.mark.req("V-46")
def test_the_year_s_sum_of_each_department_is_told(
    page: Channel, teacher: User, orderer: User
) -> None:
    for paid in (900, None):
        made = ask(page, teacher)
        actions.order_reach(purchase=made, note="", by=orderer, now=NOW)
        if paid:
            actions.settle_reach(
                purchase=made, paid=paid, reached=4000, outcome="Fullsatt.", by=teacher, now=NOW
            )
    ask(page, teacher)
    assert read.sums_of_year(teacher, 2026) == [read.YearSum("Skolan", 2, 2400)]
    assert read.sums_of_year(teacher, 2025) == []
    file = client(teacher).get(reverse("channels:fetch_reach")).content.decode()
    assert "Öppet hus;Avslutad;Föräldrar;2026-09-10;2026-09-14;1500;900;4000" in file


@pytest.mark.req("V-47")
def test_only_the_official_page_carries_it(
    page: Channel, teacher: User, school: Department
) -> None:
    own = make_channel(department=school)
    refused = client(teacher).post(reverse("channels:request_reach"), sent(own, school))
    assert refused.status_code == 409
    assert "V-47" in refused.content.decode()
    allowed = client(teacher).post(reverse("channels:request_reach"), sent(page, school))
    assert allowed.status_code == 302


@pytest.mark.req("V-48")
def test_without_a_value_for_the_resident_it_cannot_be_sent(
    page: Channel, teacher: User, school: Department
) -> None:
    answer = client(teacher).post(reverse("channels:request_reach"), sent(page, school, value=" "))
    assert answer.status_code == 409
    assert "V-48" in answer.content.decode()
    assert not ReachPurchase.objects.exists()


@pytest.mark.req("V-109")
def test_a_list_of_persons_does_not_aim_it(
    page: Channel, teacher: User, school: Department
) -> None:
    aimed = sent(page, school, personal_audience="on")
    answer = client(teacher).post(reverse("channels:request_reach"), aimed)
    assert answer.status_code == 409
    assert "V-109" in answer.content.decode()


@pytest.mark.req("V-49")
def test_it_waits_for_the_department_s_communicator_and_nobody_else_orders_it(
    page: Channel, teacher: User, orderer: User, school: Department
) -> None:
    made = ask(page, teacher)
    other = make_department(municipality=school.municipality)
    strangers = [
        teacher,
        make_user(role="account_lead", department=school),
        make_user(role="department_communicator", department=other),
    ]
    assert my_day(orderer, NOW).reach == [made]
    for stranger in strangers:
        assert my_day(stranger, NOW).reach == []
        with pytest.raises(Denied) as error:
            actions.order_reach(purchase=made, note="", by=stranger, now=NOW)
        assert "V-49" in error.value.cite
    where = reverse("channels:decide_reach", args=[made.pk])
    assert client(orderer).post(where, {"do": "order"}).status_code == 302
    assert my_day(orderer, NOW).reach == []
    verbs = {one.verb for one in timeline(Ref("channels.reachpurchase", str(made.pk)))}
    assert verbs == {"reach.requested", "reach.ordered"}


def test_a_no_has_a_reason_and_what_is_settled_stays(
    page: Channel, teacher: User, orderer: User
) -> None:
    made = ask(page, teacher)
    with pytest.raises(Refusal, match="Skriv varför"):
        actions.decline_reach(purchase=made, note=" ", by=orderer, now=NOW)
    actions.decline_reach(purchase=made, note="För dyrt.", by=orderer, now=NOW)
    with pytest.raises(Refusal, match="redan avslagen"):
        actions.order_reach(purchase=made, note="", by=orderer, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReachPurchase.objects.filter(pk=made.pk).update(state="ordered")
    taken = actions.withdraw_reach(purchase=ask(page, teacher), by=teacher, now=NOW)
    assert taken.state == "withdrawn"


def test_where_no_rule_speaks_of_it_it_is_only_noted(db: None) -> None:
    municipality = make_ruled_municipality("malmo")
    with scope(municipality.pk):
        unit = make_department(municipality=municipality)
        by = make_user(role="communicator", department=unit)
        bare = replace(WISH, value="", audience="")
        made = ask(make_channel(department=unit), by, bare)
        assert (made.state, made.clause) == ("ordered", "")
        wrong = replace(bare, cost=None), replace(bare, payer=""), replace(bare, starts_on=None)
        for each in wrong:
            with pytest.raises(Refusal, match="Ange"):
                ask(made.channel, by, each)
        shown = client(by).get(reverse("channels:show_reach", args=[made.pk])).content.decode()
        assert "Inte reglerat här" in shown
