"""Contrast from the tokens themselves, in both schemes and all themes (WCAG 1.4.3, 1.4.11).

axe sees text on plain grounds only; borders, icons and states are computed here.
"""

import re
from itertools import product

import pytest

from torg.ui import palette

LINE = re.compile(r"--ds-color-([a-z]+)-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
THEME = re.compile(
    r'(:root, \[data-color-scheme\]|\[data-municipality="([a-z]+)"\]) \{(.*?)\}', re.S
)
TOKENS = (palette.STATIC / "tokens.css").read_text()
THEMES = (palette.STATIC / "themes.css").read_text()
SCHEMES = ("light", "dark")
HUES = ("neutral", "accent", "info", "success", "warning", "danger")
GROUNDS = ("background-default", "background-tinted", "surface-default")
WASHES = ("surface-tinted", "surface-hover", "surface-active")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def colours(theme: str, scheme: str) -> dict[str, str]:
    """name-step: hex, for one municipality in one scheme."""
    found = {}
    bodies = {slug: body for _, slug, body in THEME.findall(THEMES)}
    for name, step, light, dark in LINE.findall(TOKENS + bodies[theme]):
        found[f"{name}-{step}"] = light if scheme == "light" else dark
    return found


PAIRS = list(product(palette.ACCENTS, SCHEMES))


def test_the_files_are_what_the_table_gives() -> None:
    assert palette.tokens_css() == TOKENS
    assert palette.themes_css() == THEMES
    assert set(palette.ACCENTS) == {"", "malmo", "goteborg", "stockholm", "vallentuna"}


@pytest.mark.parametrize(("theme", "scheme"), PAIRS)
def test_text_reads_on_every_ground_and_wash(theme: str, scheme: str) -> None:
    has = colours(theme, scheme)
    assert len(has) == len(HUES) * len(palette.STEPS)
    for hue, step in product(HUES, ("text-subtle", "text-default")):
        for ground in GROUNDS:
            assert contrast(has[f"{hue}-{step}"], has[f"neutral-{ground}"]) >= 4.5
        for wash in WASHES:
            assert contrast(has[f"{hue}-{step}"], has[f"{hue}-{wash}"]) >= 4.5, (hue, step, wash)


@pytest.mark.parametrize(("theme", "scheme"), PAIRS)
def test_plain_words_read_on_every_coloured_wash(theme: str, scheme: str) -> None:
    has = colours(theme, scheme)
    for hue, step in product(HUES, ("text-subtle", "text-default")):
        ratio = contrast(has[f"neutral-{step}"], has[f"{hue}-surface-tinted"])
        assert ratio >= 4.5, (hue, step, ratio)


@pytest.mark.parametrize(("theme", "scheme"), PAIRS)
def test_words_read_on_solid_buttons_in_every_state(theme: str, scheme: str) -> None:
    has = colours(theme, scheme)
    for hue, state in product(HUES, ("base-default", "base-hover", "base-active")):
        ratio = contrast(has[f"{hue}-base-contrast-default"], has[f"{hue}-{state}"])
        assert ratio >= 4.5, (hue, state, ratio)


@pytest.mark.parametrize(("theme", "scheme"), PAIRS)
def test_field_borders_icons_and_focus_rings_are_seen(theme: str, scheme: str) -> None:
    has = colours(theme, scheme)
    edges = [f"{hue}-border-{step}" for hue in HUES for step in ("default", "strong")]
    solids = [f"{hue}-base-default" for hue in HUES]
    for edge, ground in product(edges + solids, GROUNDS):
        ratio = contrast(has[edge], has[f"neutral-{ground}"])
        assert ratio >= 3, (edge, ground, ratio)
    for hue in HUES:
        assert contrast(has[f"{hue}-border-default"], has[f"{hue}-surface-tinted"]) >= 3
        assert contrast(has[f"{hue}-text-subtle"], has[f"{hue}-surface-tinted"]) >= 3


def test_avatars_read_in_both_schemes() -> None:
    sheet = (palette.STATIC / "lists.css").read_text()
    pair = re.compile(
        r"--avatar-wash: light-dark\((\S+), (\S+)\); --avatar-ink: light-dark\((\S+), (\S+)\)"
    )
    tones = pair.findall(sheet)
    assert len(tones) == 6
    for wash_light, wash_dark, ink_light, ink_dark in tones:
        assert contrast(wash_light, ink_light) >= 4.5
        assert contrast(wash_dark, ink_dark) >= 4.5


def test_own_sheets_name_no_colours_of_their_own() -> None:
    """Colours come from tokens, so that a theme or a scheme never misses one."""
    for path in palette.STATIC.glob("*.css"):
        if path.name in {"tokens.css", "themes.css"}:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if "--avatar-" in line:
                continue
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b", line), f"{path.name}:{number}"
