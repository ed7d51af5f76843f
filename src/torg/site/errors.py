"""Error pages: cause, who can mend it, the way on."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.site.problems import from_a_program, problem
from torg.site.unavailable import cause_of, had_files, typed, unavailable


def refusal_page(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    """A page for a refusal not handled where it arose; a notice within htmx, or problem details."""
    if from_a_program(request):
        return problem(status, refusal.message, refusal.remedy)
    page = "site/_refusal.html" if getattr(request, "htmx", False) else "site/refusal.html"
    return render(request, page, {"refusal": refusal}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form came without its token: most often an old tab, with words somebody wrote in it.

    They are shown again, ready to be sent, when the browser vouches that the form was ours.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    fields = list(typed(request)) if ours and request.user.is_authenticated else []
    if any(shown for _name, _value, shown in fields):
        again = {"path": request.get_full_path(), "fields": fields, "had_files": had_files(request)}
        return render(request, "site/old_form.html", again, status=403)
    refusal = Refusal(
        _("Formuläret hade gått ut och skickades inte."),
        remedy=_("Gå tillbaka, ladda om sidan och skicka igen. Det du skrev finns kvar i fliken."),
    )
    return refusal_page(request, refusal, 403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Signed in, but not allowed."""
    refusal = Refusal(
        _("Din roll får inte göra detta."),
        remedy=_("Be systemadministratören om rätt roll för förvaltningen."),
    )
    return refusal_page(request, refusal, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Nothing here, or nothing that this person may know of."""
    refusal = Refusal(
        _("Sidan finns inte, eller så får du inte se den."),
        remedy=_("Gå till Min dag och sök därifrån."),
    )
    return refusal_page(request, refusal, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many attempts from the same place."""
    refusal = Refusal(
        _("Det har kommit för många försök på kort tid."),
        remedy=_("Vänta fem minuter och försök igen."),
    )
    return refusal_page(request, refusal, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """The machine's fault: 503, with what was typed. Else our own; nothing was saved half-way."""
    machine = cause_of(sys.exception())
    if machine is not None:
        return unavailable(request, machine)
    refusal = Refusal(
        _("Något gick fel hos oss. Ingenting sparades halvvägs."),
        remedy=_(
            "Försök igen. Händer det igen: berätta för systemadministratören vad klockan var."
        ),
    )
    # Without the page's context: it asks the database, which may be what went wrong.
    return HttpResponse(render_to_string("site/refusal.html", {"refusal": refusal}), status=500)
