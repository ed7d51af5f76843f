from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class SiteConfig(AppConfig):
    name = "torg.site"
    label = "torg_site"

    def ready(self) -> None:
        """Name every adapter once, guard the moves.

        The wiring reads models, so it is read when they are loaded.
        """
        import_module("torg.site.wiring").wire()
        import_module("torg.site.guards").guard()
        user_logged_in.connect(import_module("torg.site.unsent").take_up)
