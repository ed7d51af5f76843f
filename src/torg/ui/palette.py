"""The desk's colours, computed: a hue and a strength give sixteen steps in light and in dark.

`python -m torg.ui.palette` writes static/ui/tokens.css and themes.css anew. Steps are lightness
in OKLCH (Björn Ottosson, 2020), so that every hue keeps the same contrast.
"""

from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

# A part of a page may wear another scheme; Designsystemet sets its own colours there.
EVERYWHERE = ":root, [data-color-scheme]"
STATIC = Path(__file__).parent / "static" / "ui"


@dataclass(frozen=True, slots=True)
class Hue:
    """angle: OKLCH hue in degrees; chroma: colourfulness of the solid step, 0 to about 0.2."""

    angle: float
    chroma: float


# step: (lightness light, share of chroma light, lightness dark, share of chroma dark)
STEPS: dict[str, tuple[float, float, float, float]] = {
    "background-default": (1.0, 0.0, 0.215, 0.12),
    "background-tinted": (0.975, 0.10, 0.175, 0.12),
    "surface-default": (1.0, 0.0, 0.225, 0.14),
    "surface-tinted": (0.962, 0.20, 0.275, 0.30),
    "surface-hover": (0.945, 0.26, 0.305, 0.32),
    "surface-active": (0.915, 0.36, 0.345, 0.36),
    "border-subtle": (0.905, 0.36, 0.335, 0.30),
    "border-default": (0.60, 0.70, 0.60, 0.60),
    "border-strong": (0.50, 0.90, 0.74, 0.70),
    "text-subtle": (0.455, 0.90, 0.775, 0.60),
    "text-default": (0.28, 0.55, 0.935, 0.18),
    "base-default": (0.475, 1.0, 0.74, 0.85),
    "base-hover": (0.42, 0.95, 0.79, 0.80),
    "base-active": (0.37, 0.90, 0.83, 0.70),
    "base-contrast-subtle": (0.95, 0.20, 0.25, 0.30),
    "base-contrast-default": (1.0, 0.0, 0.175, 0.20),
}
NEUTRAL = Hue(255, 0.022)
SIGNALS = {
    "info": Hue(245, 0.115),
    "success": Hue(155, 0.105),
    "warning": Hue(70, 0.105),
    "danger": Hue(25, 0.175),
}
ACCENTS = {
    "": Hue(256, 0.115),
    "malmo": Hue(200, 0.085),
    "goteborg": Hue(262, 0.165),
    "stockholm": Hue(308, 0.125),
    "vallentuna": Hue(122, 0.095),
}


def _channel(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _linear(lightness: float, chroma: float, angle: float) -> tuple[float, float, float]:
    a, b = chroma * cos(radians(angle)), chroma * sin(radians(angle))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def to_hex(lightness: float, chroma: float, angle: float) -> str:
    """The sRGB colour as #rrggbb; chroma is lowered until it fits in sRGB."""
    for _ in range(60):
        rgb = _linear(lightness, chroma, angle)
        if all(-0.0005 <= part <= 1.0005 for part in rgb):
            break
        chroma *= 0.95
    return "#" + "".join(f"{round(_channel(min(max(part, 0), 1)) * 255):02x}" for part in rgb)


def scale(name: str, hue: Hue) -> list[str]:
    """The sixteen declarations of one colour, each with its light and its dark value."""
    lines = []
    for step, (light, light_share, dark, dark_share) in STEPS.items():
        day = to_hex(light, hue.chroma * light_share, hue.angle)
        night = to_hex(dark, hue.chroma * dark_share, hue.angle)
        lines.append(f"  --ds-color-{name}-{step}: light-dark({day}, {night});")
    return lines


def _theme(slug: str, hue: Hue) -> str:
    place = f'[data-municipality="{slug}"]' if slug else EVERYWHERE
    return "\n".join([f"{place} {{", *scale("accent", hue), "}", ""])


def tokens_css() -> str:
    """Neutral and signal colours for every municipality."""
    neutral = [line for name, hue in [("neutral", NEUTRAL), *SIGNALS.items()]
               for line in scale(name, hue)]  # fmt: skip
    head = "/* Written by `python -m torg.ui.palette`; change the table there. */\n"
    return head + "\n".join([f"{EVERYWHERE} {{", *neutral, "}", ""])


def themes_css() -> str:
    """One accent per municipality; without one, the desk's own."""
    head = "/* Written by `python -m torg.ui.palette`; change the table there. */\n"
    return head + "\n".join(_theme(slug, hue) for slug, hue in ACCENTS.items())


if __name__ == "__main__":
    (STATIC / "tokens.css").write_text(tokens_css())
    (STATIC / "themes.css").write_text(themes_css())
