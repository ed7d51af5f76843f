"""When the ground gives way in the middle of a request: which fault, and a calm page that
holds what the person had typed. Asks neither database nor session, which may be gone.
"""

import errno
import os
import tempfile
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.site.database import newer_step
from torg.site.problems import from_a_program, problem

AGAIN_AFTER = 15
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
READ_ONLY = frozenset({errno.EROFS, errno.EACCES})
SECRET = ("password", "secret", "code", "token", "passphrase")
# Marks of an opened form, without which sending it again would be a second deed.
MARKS = frozenset({"csrfmiddlewaretoken", "draft_token", "form_token"})
LONG = 60
PROBE = 65_536


def cause_of(error: BaseException | None) -> Refusal | None:
    """What to tell about a fault that is the machine's and not ours; None for all others."""
    chain = list(_chain(error))
    numbers = {each.errno for each in chain if isinstance(each, OSError)}
    told = " ".join(str(each) for each in chain if isinstance(each, OperationalError))
    full = "disk is full" in told or "No space left" in told
    if numbers & FULL or full or ("disk I/O error" in told and _has_no_room()):
        return Refusal(
            _("Disken är full, så det gick inte att spara."),
            remedy=_("Den som sköter datorn ger Torg mer utrymme. Det du sparat förut är kvar."),
        )
    if numbers & READ_ONLY or "readonly" in told or "read-only" in told or _shut(told):
        return Refusal(
            _("Disken är skrivskyddad, så det gick inte att spara."),
            remedy=_("Den som sköter datorn ger Torg skrivrätt. Det du sparat förut är kvar."),
        )
    if any(isinstance(each, OperationalError | InterfaceError) for each in chain):
        return Refusal(
            _("Databasen svarar inte just nu, så ingenting har sparats."),
            remedy=_(
                "Vänta en kort stund och försök igen. Håller det i sig: "
                "be systemadministratören se till att databasen är igång."
            ),
        )
    if any(isinstance(each, DatabaseError) for each in chain) and _is_older():
        return Refusal(
            _("Torg har uppgraderats på en annan dator, så ingenting har sparats här."),
            remedy=_("Den som sköter datorn installerar samma version här och startar om Torg."),
        )
    return None


def _is_older() -> bool:
    """Whether another machine has upgraded the database under this process."""
    try:
        return bool(newer_step())
    except Error:
        return False


def _has_no_room() -> bool:
    """A spent quota is to SQLite as any fault of the disk: what a small file meets tells it."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as probe:
            probe.write(bytes(PROBE))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return error.errno in FULL
    return False


def _shut(told: str) -> bool:
    """SQLite cannot open its log where nothing may be written, and says no more than that."""
    return "unable to open" in told and not os.access(settings.DATA_DIR, os.W_OK)


def unavailable(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """503 with when to try again. A form that was sent is shown again, ready to be resent."""
    headers = {"Retry-After": str(AGAIN_AFTER), "Cache-Control": "private, no-store"}
    if from_a_program(request):
        answer = problem(503, refusal.message, refusal.remedy)
        for name, value in headers.items():
            answer.headers[name] = value
        return answer
    page = "site/_refusal.html" if "HX-Request" in request.headers else "site/unavailable.html"
    shown = {
        "refusal": refusal,
        "path": request.get_full_path(),
        "is_form": request.method == "POST",
        "fields": list(typed(request)),
        "had_files": had_files(request),
    }
    return HttpResponse(render_to_string(page, shown), status=503, headers=headers)


def typed(request: HttpRequest) -> Iterator[tuple[str, str, bool]]:
    """Name, value and whether it is worth showing, of all that was sent but secrets."""
    if request.method != "POST":
        return
    try:
        sent = list(request.POST.lists())
    except (OSError, ValueError):
        return
    for name, values in sent:
        if name not in MARKS and any(word in name for word in SECRET):
            continue
        for value in values:
            text = str(value)
            yield name, text, len(text) > LONG or "\n" in text


def had_files(request: HttpRequest) -> bool:
    """Whether files came with it, which a page cannot give back."""
    try:
        return bool(request.FILES)
    except (OSError, ValueError):
        return False


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
