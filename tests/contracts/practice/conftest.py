"""A practice network of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contracts.practice.practice_rig import PracticeRig, practice_rig

from torg.adapters.networks.practice.settings import Settings


@pytest.fixture
def settings() -> Settings:
    """Override in a module for another profile."""
    return Settings(control=True, echo_own=False)


@pytest.fixture
def net(tmp_path: Path, settings: Settings) -> Iterator[PracticeRig]:
    """A running instance with one account."""
    with practice_rig(tmp_path, settings) as made:
        yield made
