"""One desk with four municipalities for the file, and how far each has come."""

from collections.abc import Iterator

import pytest
from tests.browser.journey.running_desk import RunningDesk, running_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """Started as a user starts it; its practice network stands under /ovning/."""
    with running_desk(tmp_path_factory.mktemp("desk") / "data") as running:
        yield running
