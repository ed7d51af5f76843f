"""The web application: the desk, and beside it the practice network with its own door."""

import os
import threading
from importlib import import_module
from wsgiref.types import WSGIApplication

from django.core.wsgi import get_wsgi_application

WARM_AFTER = 10.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django: WSGIApplication = get_wsgi_application()

from torg.site import gate, places, wiring  # noqa: E402 (it names rooms, which Django must have loaded)
from torg.site.beside import Beside  # noqa: E402
from torg.site.door import DirectDoor  # noqa: E402

desk: WSGIApplication = DirectDoor(django)


def assembled() -> WSGIApplication:
    """The desk alone, or with the practice network beside it where that is switched on."""
    import_module("torg.site.urls")  # here, not before the first visitor's eyes
    gate.pass_when_open(places.DATA_DIR)
    practice = wiring.practice_site()
    return Beside(desk, wiring.PRACTICE_PREFIX, practice) if practice else desk


application = assembled()
wiring.settle()

# Nobody should wait for the PDF libraries when the first evidence is sealed, nor at the start.
warming = threading.Timer(WARM_AFTER, wiring.warm)
warming.daemon = True
warming.start()
