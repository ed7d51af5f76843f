"""The keyboard map says what the pages have, all of it and nothing else."""

import re
from collections import Counter
from pathlib import Path

from torg.site import context
from torg.ui import keys

SOURCE = Path(keys.__file__).resolve().parents[1]
# On a page: data-key="c", "data-key": "c" in a macro's attributes, key="c" of a macro.
STANDS = re.compile(r"""(?:data-key"?[=:]\s*|[(,]\s*key=)"([a-z/])["]""")
MAPPED = {tuple(one.keys): str(one.does) for group in keys.GROUPS for one in group.keys}


def test_every_place_of_the_menu_has_a_key_of_its_own_in_the_map() -> None:
    assert {place.name for place in context.PLACES} == keys.PLACES.keys()
    assert max(Counter(keys.PLACES.values()).values()) == 1
    leading = {place.name: str(place.label) for place in context.PLACES}
    told = {tuple(pressed.split()): leading[name] for name, pressed in keys.PLACES.items()}
    assert told == {pressed: does for pressed, does in MAPPED.items() if pressed[0] == "g"}


def test_every_single_key_stands_on_a_page_and_every_key_of_a_page_in_the_map() -> None:
    pages = "".join(page.read_text() for page in SOURCE.glob("*/templates/**/*.html"))
    script = (SOURCE / "ui/static/ui/keys.js").read_text()
    own = re.findall(r'^    "?([?jko/])"?: ', script, re.MULTILINE)
    alone = {pressed[0] for pressed in MAPPED if len(pressed) == 1} - {"Esc"}
    assert set(STANDS.findall(pages)) | set(own) == alone
