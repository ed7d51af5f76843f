"""Residents that talk by themselves in demo mode."""

import threading

from torg.adapters.networks.practice.site import Site


class Talker(threading.Thread):
    """Writes remarks at the rate of the settings."""

    def __init__(self, site: Site) -> None:
        super().__init__(name="practice-talker", daemon=True)
        self._site = site
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End after the remark under way."""
        self._stopped.set()
