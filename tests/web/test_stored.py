"""Every text that the desk stores is named in stored.toml, with who may see it."""

from tests.web import stored

CLASSES = {"municipality", "unit", "message", "evidence", "person", "secret", stored.CODE}


def test_every_stored_text_is_named() -> None:
    assert stored.known() - set(stored.named()) == set(), "new texts need a row in stored.toml"
    assert set(stored.named()) - stored.known() == set(), "rows without a field"


def test_every_class_is_known() -> None:
    assert set(stored.named().values()) <= CLASSES
