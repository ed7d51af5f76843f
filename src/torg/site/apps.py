from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "torg.site"
    label = "torg_site"

    def ready(self) -> None:
        """Name every adapter once. The wiring reads models, so it is read when they are loaded."""
        import_module("torg.site.wiring").wire()
