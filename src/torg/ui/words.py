"""What a template says: translated once for each language, not once for each time it is said."""

from functools import lru_cache

from django.utils.translation import get_language, gettext
from markupsafe import Markup


def said(message: str, /, **values: object) -> Markup:
    """The message in the language of the page; values are escaped. "%%" is one per cent sign.

    The words come from our own source and its translations, and may hold markup.
    """
    if values:
        return Markup(gettext(message)) % values  # noqa: S704 # nosec B704 our own words
    return _plain(get_language() or "", message)


@lru_cache(maxsize=8_192)
def _plain(_language: str, message: str) -> Markup:
    return Markup(gettext(message)) % {}  # noqa: S704 # nosec B704 our own words
