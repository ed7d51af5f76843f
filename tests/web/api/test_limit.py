"""So many calls a minute and no more, for each person."""

import pytest
from tests.factories.inbox import Desk
from tests.web.api.test_api import Called

from torg.site.api import LIMITS


def test_a_hasty_program_is_told_to_wait(
    desk: Desk, caller: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "api", "2/m/key")
    hasty, other = caller(desk.lead), caller(desk.writer)

    assert [hasty("GET", "/posts").status_code for _ in range(2)] == [200, 200]
    refused = hasty("GET", "/posts")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert other("GET", "/channels").status_code == 200
