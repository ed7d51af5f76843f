from django.apps import AppConfig

from torg.site import wiring


class SiteConfig(AppConfig):
    name = "torg.site"
    label = "torg_site"

    def ready(self) -> None:
        """Name every adapter once, when all rooms are loaded."""
        wiring.wire()
