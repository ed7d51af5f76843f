"""Swedish word forms that are one to a searcher."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torg.kernel.swedish_stem import plain, root, roots, stem

# By the steps of the algorithm: endings that come off, an s that may, and double consonants.
SAMPLE = {
    "jaktkarlarne": "jaktkarl", "jaktkarlens": "jaktkarl", "jakttal": "jakttal",
    "jollrade": "jollr", "jord": "jord", "jordade": "jord", "jordbrukarna": "jordbruk",
    "klostergården": "klostergård", "klarhet": "klar", "klarnade": "klarn",
}  # fmt: skip
TOGETHER = (
    "konto kontot konton kontona", "huvudkonto huvudkonton huvudkontona huvudkontots",
    "kommentar kommentarer kommentaren kommentarerna", "bild bilder bilden bilderna",
    "vecka veckor veckan", "inlägg inlägget inläggen inläggens", "svar svara svarar svaren",
    "anmälan anmälningar",
)  # fmt: skip
WORDS = st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=1, max_size=30)


@pytest.mark.parametrize(("word", "wanted"), SAMPLE.items())
def test_a_word_is_stemmed_by_the_steps(word: str, wanted: str) -> None:
    assert stem(word) == wanted


@pytest.mark.parametrize("forms", TOGETHER)
def test_forms_of_a_word_are_one(forms: str) -> None:
    assert len({root(word) for word in forms.split()}) == 1


@given(WORDS)
def test_a_stem_is_the_beginning_of_its_word(word: str) -> None:
    assert word.startswith(stem(word)[: max(len(stem(word)) - 1, 0)])
    assert len(stem(word)) <= len(word)
    assert root(word)


@given(WORDS)
def test_a_word_typed_without_dots_meets_itself(word: str) -> None:
    assert roots(word) & roots(plain(word))
    assert roots(word.upper()) == roots(word)
