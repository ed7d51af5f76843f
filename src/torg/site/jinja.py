"""The Jinja2 environment of every page. (The ui helper completes this.)"""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Autoescaping is on; translations are newstyle."""
    env = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(static=static, url=reverse)
    return env
