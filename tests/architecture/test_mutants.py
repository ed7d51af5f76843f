"""The planted mutants still fit the tree; whether they are caught `make mutants` says."""

import pytest
from tests.mutants.planted import Mutant, applies, planted
from tests.suite import ROOT

MUTANTS = planted()


def test_there_are_enough_and_each_has_a_name() -> None:
    assert len(MUTANTS) >= 20
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_edit_applies_exactly_once(mutant: Mutant) -> None:
    assert applies(mutant) == ""


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_is_to_catch_it_is_there(mutant: Mutant) -> None:
    if not mutant.is_drill:
        assert (ROOT / mutant.caught_by.split("::")[0].split()[0]).exists()
