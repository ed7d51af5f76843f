"""What a reader says of a page, and what its owner does about it."""

from datetime import datetime

import pytest
from tests.factories.people import make_municipality, make_user

from torg.handbook.actions import close_remark, send_remark
from torg.handbook.models import Remark
from torg.handbook.queries import handbook, visible_to
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import Municipality

PAGE = "upphovsratt"


def sent(municipality: Municipality, now: datetime) -> Remark:
    reader = make_user(role="official", municipality=municipality)
    return send_remark(page=PAGE, digest="", text=" Länken är fel. ", by=reader, now=now)


@pytest.mark.req("M1-55")
def test_the_owner_sees_it_with_page_and_version(municipality: Municipality, now: datetime) -> None:
    remark = sent(municipality, now)
    assert remark.digest == handbook().pages[PAGE].digest
    assert remark.text == "Länken är fel."
    owner = make_user(role=handbook().pages[PAGE].owner, municipality=municipality)
    administrator = make_user(role="administrator", municipality=municipality)
    assert list(visible_to(owner)) == list(visible_to(administrator)) == [remark]
    assert list(visible_to(remark.author)) == [remark]
    assert list(visible_to(make_user(role="moderator", municipality=municipality))) == []
    assert Entry.objects.filter(verb="handbook.remark_sent").count() == 1


def test_it_is_closed_once_by_whoever_looks_after_the_page(
    municipality: Municipality, now: datetime
) -> None:
    remark = sent(municipality, now)
    with pytest.raises(Denied):
        close_remark(remark=remark, answer="", by=remark.author, now=now)
    owner = make_user(role="account_lead", municipality=municipality)
    closed = close_remark(remark=remark, answer="Rättad.", by=owner, now=now)
    assert (closed.state, closed.answer, closed.closed_by) == ("closed", "Rättad.", owner)
    with pytest.raises(Refusal, match="redan hanterad"):
        close_remark(remark=remark, answer="", by=owner, now=now)


def test_another_municipalitys_page_takes_no_remark(
    municipality: Municipality, now: datetime
) -> None:
    reader = make_user(role="official", municipality=municipality)
    with pytest.raises(Refusal):
        send_remark(page="boka-huvudkontot", digest="", text="Hej", by=reader, now=now)
    with pytest.raises(Refusal):
        send_remark(page=PAGE, digest="", text="  ", by=reader, now=now)
    assert not Remark.objects.exists()


def test_another_municipality_neither_sees_nor_closes_it(
    municipality: Municipality, now: datetime
) -> None:
    remark = sent(municipality, now)
    other = make_municipality()
    stranger = make_user(role="administrator", municipality=other)
    with scope(other.pk):
        assert not visible_to(stranger).exists()
        with pytest.raises(Denied):
            close_remark(remark=remark, answer="", by=stranger, now=now)
