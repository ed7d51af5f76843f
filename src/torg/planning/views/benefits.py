"""The year's account of what was declared about published posts (G-51)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.kernel.spreadsheets import written_csv
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.planning.queries.benefits import account_as_table, account_of

FIRST = 2000


@require_safe
def show_benefits(request: SignedInRequest) -> HttpResponse:
    """Month by month, and the posts that lack a declaration; ?ar=2026."""
    check_can(request.user, Permission.VIEW_DESK)
    this_year = timezone.localdate().year
    shown = {
        "account": account_of(request.user, _year(request, this_year)),
        "heading": _heading(),
        "last": this_year,
    }
    return render(request, "planning/benefits.html", shown)


@require_safe
def fetch_benefits(request: SignedInRequest) -> HttpResponse:
    """The same as a file."""
    check_can(request.user, Permission.VIEW_DESK)
    year = _year(request, timezone.localdate().year)
    rows = account_as_table(account_of(request.user, year), _heading())
    answer = HttpResponse(written_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="forsakringar-{year}.csv"'
    return answer


def _year(request: SignedInRequest, this_year: int) -> int:
    given = request.GET.get("ar", "")
    asked = int(given) if given.isascii() and given.isdigit() and len(given) == len("2026") else 0
    return asked if FIRST <= asked <= this_year else this_year


def _heading() -> list[str]:
    return [
        _("Månad"),
        _("Publicerade inlägg"),
        _("Med försäkran"),
        _("Utan, fast reglerna kräver den"),
        _("Utan, där ingen krävs"),
        _("Något har tagits emot"),
    ]
