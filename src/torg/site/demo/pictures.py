"""Pictures for the posts: plain shapes on a gradient, made here so that nobody owns them."""

import random
from collections.abc import Callable
from functools import cache
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

WIDE, HIGH = 960, 640
TWICE = 2
Colour = tuple[int, int, int]
Ink = tuple[Colour, Colour, Colour]
Shape = Callable[[ImageDraw.ImageDraw, random.Random, Ink], None]

PALETTES: tuple[tuple[Colour, Colour, Colour, Colour], ...] = (
    ((233, 241, 247), (182, 208, 226), (33, 84, 122), (226, 143, 74)),
    ((244, 239, 228), (226, 206, 171), (66, 98, 74), (201, 92, 67)),
    ((236, 244, 238), (176, 211, 190), (27, 94, 88), (238, 181, 79)),
    ((243, 238, 246), (205, 189, 219), (80, 62, 117), (232, 126, 119)),
)


# What each picture shows, for whoever does not see it.
ALTS = {
    "hills": "Illustration av kullar i flera lager under en rund sol.",
    "blocks": "Illustration av klossar i olika höjd på en rad, som hus eller böcker på en hylla.",
    "waves": "Illustration av vågor med en rad runda flöten.",
    "circles": "Illustration av sju runda former i ring, som människor kring ett bord.",
    "road": "Illustration av en väg med streckad mittlinje som går in mellan kullar.",
    "trees": "Illustration av sex träd med runda kronor på rad.",
}


@cache
def picture(name: str, number: int) -> bytes:
    """A JPEG, always the same for the name (of ALTS) and number."""
    light, dark, strong, warm = PALETTES[number % len(PALETTES)]
    tall = HIGH * TWICE
    gradient = Image.new("RGB", (1, tall))
    gradient.putdata([_mixed(light, dark, row / (tall - 1)) for row in range(tall)])
    image = gradient.resize((WIDE * TWICE, tall), Image.Resampling.NEAREST)
    pen = ImageDraw.Draw(image)
    chance = random.Random(name)  # noqa: S311 - repeatable by design
    _SHAPES[name](pen, chance, (strong, warm, light))
    image = image.reduce(TWICE)
    out = BytesIO()
    image.save(out, "JPEG", quality=86)
    return out.getvalue()


def _scaled(*numbers: float) -> list[float]:
    return [number * TWICE for number in numbers]


def _hills(pen: ImageDraw.ImageDraw, chance: random.Random, ink: Ink) -> None:
    strong, warm, light = ink
    pen.ellipse(_scaled(660, 90, 790, 220), fill=warm)
    for layer, share in enumerate((0.55, 0.3, 0.0)):
        colour = _mixed(strong, light, share)
        base, phase = 380 + layer * 80, chance.uniform(0, 2 * pi)
        line = [
            (x * TWICE, (base + 46 * sin(x / (150 - layer * 20) + phase)) * TWICE)
            for x in range(0, WIDE + 12, 12)
        ]
        pen.polygon([*line, (WIDE * TWICE, HIGH * TWICE), (0, HIGH * TWICE)], fill=colour)


def _blocks(pen: ImageDraw.ImageDraw, chance: random.Random, ink: Ink) -> None:
    strong, warm, light = ink
    left = 130.0
    while left < 800:
        wide, high = chance.uniform(44, 96), chance.uniform(150, 360)
        colour = chance.choice([strong, warm, _mixed(strong, light, 0.4), _mixed(warm, light, 0.4)])
        pen.rounded_rectangle(_scaled(left, 520 - high, left + wide, 520), 12, fill=colour)
        left += wide + 10
    pen.rectangle(_scaled(90, 520, 870, 534), fill=strong)


def _waves(pen: ImageDraw.ImageDraw, chance: random.Random, ink: Ink) -> None:
    strong, warm, light = ink
    for row in range(6):
        phase, base = chance.uniform(0, 2 * pi), 150 + row * 84
        line = [
            (x * TWICE, (base + 18 * sin(x / 60 + phase)) * TWICE) for x in range(0, WIDE + 8, 8)
        ]
        colour = _mixed(strong, light, 0.75 - row * 0.14)
        pen.polygon([*line, (WIDE * TWICE, HIGH * TWICE), (0, HIGH * TWICE)], fill=colour)
    for spot in range(5):
        pen.ellipse(_scaled(120 + spot * 170, 330, 150 + spot * 170, 360), fill=warm)


def _circles(pen: ImageDraw.ImageDraw, chance: random.Random, ink: Ink) -> None:
    strong, warm, light = ink
    for number in range(7):
        angle = number * 2 * pi / 7 + chance.uniform(-0.2, 0.2)
        x, y, size = 480 + 210 * cos(angle), 320 + 150 * sin(angle), chance.uniform(50, 92)
        colour = (strong, warm, _mixed(strong, light, 0.45))[number % 3]
        pen.ellipse(_scaled(x - size, y - size, x + size, y + size), fill=colour)
    pen.ellipse(_scaled(410, 250, 550, 390), fill=light)


def _road(pen: ImageDraw.ImageDraw, chance: random.Random, ink: Ink) -> None:
    strong, warm, light = ink
    _hills(pen, chance, (_mixed(strong, light, 0.4), warm, light))
    pen.polygon(_scaled(440, 360, 520, 360, 780, 640, 180, 640), fill=strong)
    for step in range(4):
        top = 380 + step * 66
        wide = 4 + step * 5
        pen.polygon(
            _scaled(480 - wide, top, 480 + wide, top, 482 + wide, top + 40, 478 - wide, top + 40),
            fill=light,
        )


def _trees(pen: ImageDraw.ImageDraw, chance: random.Random, ink: Ink) -> None:
    strong, warm, light = ink
    for number in range(6):
        x, size = 120 + number * 145, chance.uniform(58, 84)
        pen.rectangle(_scaled(x - 8, 360, x + 8, 540), fill=_mixed(warm, strong, 0.4))
        colour = strong if number % 2 else _mixed(strong, light, 0.3)
        pen.ellipse(_scaled(x - size, 330 - size, x + size, 330 + size), fill=colour)
    pen.rectangle(_scaled(0, 540, WIDE, HIGH), fill=_mixed(strong, light, 0.6))


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


_SHAPES: dict[str, Shape] = {
    "hills": _hills,
    "blocks": _blocks,
    "waves": _waves,
    "circles": _circles,
    "road": _road,
    "trees": _trees,
}
