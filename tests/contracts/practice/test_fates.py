"""What befalls an account at the practice network, and what its public read then tells."""

import json

import pytest
from tests.contracts.practice.practice_rig import PracticeRig

from torg.adapters.networks.practice import accounts
from torg.adapters.networks.practice.faults import Fault, Plan
from torg.ports.errors import NeedsReconnect, Refused, Unreachable


def befall(net: PracticeRig, how: str, handle: str = "") -> int:
    body = {"account": net.account.id, "how": how, "handle": handle}
    url = net.connection.base_url + "/api/control/fate"
    headers = {"Content-Type": "application/json"}
    client = net.network._client
    return client.send("POST", url, headers=headers, body=json.dumps(body).encode()).status


def test_a_name_taken_over_leads_to_a_stranger(net: PracticeRig) -> None:
    assert befall(net, "take_over") == 200
    seen = net.network.observe(net.connection)
    assert seen.account is None
    assert seen.holder not in ("", net.account.id)
    with pytest.raises(NeedsReconnect):
        net.network.verify(net.connection)


def test_the_mark_comes_and_goes(net: PracticeRig) -> None:
    for how, marked in (("mark", True), ("unmark", False)):
        assert befall(net, how) == 200
        assert net.network.observe(net.connection).marked is marked


def test_what_is_no_fate_changes_nothing(net: PracticeRig) -> None:
    assert befall(net, "explode") == 400
    assert befall(net, "rename", "Inte Tillåtet") == 422
    assert befall(net, "rename", net.account.handle) == 422
    seen = net.network.observe(net.connection)
    assert seen.account is not None
    assert seen.account.handle == net.account.handle


def test_a_gone_account_is_not_listed_and_frees_its_name(net: PracticeRig) -> None:
    store = net.app.site.store
    assert befall(net, "remove") == 200
    assert accounts.channels(store) == []
    assert accounts.known(store, "handle", net.account.handle) is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault.STATUS_500_BEFORE_ACCEPT,
        Fault.STATUS_503_BEFORE_ACCEPT,
        Fault.RESET_BEFORE_ACCEPT,
        Fault.HTML_BEFORE_ACCEPT,
        Fault.HTML_AFTER_ACCEPT,
        Fault.TRUNCATED_AFTER_ACCEPT,
    ],
)
def test_half_an_answer_is_never_taken_for_a_missing_account(
    net: PracticeRig, fault: Fault
) -> None:
    net.app.site.faults.plant([Plan(fault, kind="account")])
    with pytest.raises(Unreachable):
        net.network.observe(net.connection)


def test_too_many_reads_are_asked_to_wait(net: PracticeRig) -> None:
    net.app.site.faults.plant([Plan(Fault.STATUS_429, kind="account", seconds=60)])
    with pytest.raises(Refused) as caught:
        net.network.observe(net.connection)
    assert caught.value.retry_after is not None
