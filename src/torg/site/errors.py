"""Error pages: cause, who can mend it, the way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal


def refusal_page(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    """A full page for a refusal that was not handled where it arose."""
    return render(request, "site/refusal.html", {"refusal": refusal}, status=status, using=None)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form came without its token: most often an old tab."""
    refusal = Refusal(
        _("Formuläret hade gått ut och skickades inte."),
        remedy=_("Gå tillbaka, ladda om sidan och skicka igen. Det du skrev finns kvar i fliken."),
    )
    return refusal_page(request, refusal, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Nothing here, or nothing that this person may know of."""
    refusal = Refusal(
        _("Sidan finns inte, eller så får du inte se den."),
        remedy=_("Gå till Min dag och sök därifrån."),
    )
    return refusal_page(request, refusal, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault; nothing was saved half-way."""
    refusal = Refusal(
        _("Något gick fel hos oss. Ingenting sparades halvvägs."),
        remedy=_("Försök igen. Händer det igen: berätta för systemadministratören vad klockan var."),
    )
    return refusal_page(request, refusal, 500)
