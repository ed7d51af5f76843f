"""The practice network through the shared suite, in each of its three profiles."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contracts.network.suite import NetworkContract
from tests.contracts.practice.practice_rig import PROFILES, PracticeRig, practice_rig

from torg.adapters.networks.practice.settings import Settings


class TestPractice(NetworkContract):
    """All capabilities, so nothing but the key profile is ever skipped."""

    @pytest.fixture(params=PROFILES)
    def rig(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PracticeRig]:
        settings = Settings(profile=request.param, echo_own=False)
        with practice_rig(tmp_path, settings) as made:
            yield made
