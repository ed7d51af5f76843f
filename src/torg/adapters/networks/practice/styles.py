"""Account styles: which real network an account resembles. Only labels and limits differ."""

from dataclasses import dataclass

import regex

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Style:
    """label: for people. The rest: limits of one post; None is no limit."""

    label: str
    graphemes: int | None
    text_bytes: int | None = None
    images: int = 10
    image_bytes: int = 8 * MEGABYTE
    alt_graphemes: int = 1000

    def as_limits(self) -> dict[str, int | None]:
        """What the API tells about them."""
        return {
            "graphemes": self.graphemes,
            "text_bytes": self.text_bytes,
            "images": self.images,
            "image_bytes": self.image_bytes,
            "alt_graphemes": self.alt_graphemes,
        }


# Figures: NETWORKS.md section 2.
STYLES: dict[str, Style] = {
    "facebook": Style("Liknar Facebook", 63206),
    "instagram": Style("Liknar Instagram", 2200),
    "x": Style("Liknar X", 280, images=4, image_bytes=5 * MEGABYTE),
    "youtube": Style("Liknar Youtube", 5000, images=1),
    "linkedin": Style("Liknar Linkedin", 3000, images=20),
    "threads": Style("Liknar Threads", 500, images=20),
    "bluesky": Style("Liknar Bluesky", 300, text_bytes=3000, images=4, image_bytes=2 * MEGABYTE),
    "mastodon": Style("Liknar Mastodon", 500, images=4, alt_graphemes=1500),
    "resident": Style("Invånare", 8000, images=0),
}


def graphemes(text: str) -> int:
    """How many characters a person sees (UAX 29)."""
    return len(regex.findall(r"\X", text))
