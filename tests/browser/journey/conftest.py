"""One desk with four municipalities for all the files that walk in it."""

from collections.abc import Iterator

import pytest
from tests.browser.journey.running_desk import RunningDesk, running_desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """Started as a user starts it; its practice network stands under /ovning/."""
    with running_desk(tmp_path_factory.mktemp("desk") / "data") as running:
        yield running


@pytest.fixture(autouse=True)
def what_the_desk_said(request: pytest.FixtureRequest) -> Iterator[None]:
    """The desk's own words during the test; pytest shows them beside a failure."""
    name = next((each for each in ("desk", "bluesky_desk") if each in request.fixturenames), "")
    running: RunningDesk | None = request.getfixturevalue(name) if name else None
    before = len(running.said) if running else 0
    yield
    if running:
        print(running.said[before:][-8000:])
