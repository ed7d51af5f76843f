"""An article."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from torg.handbook import queries
from torg.handbook.forms import RemarkForm
from torg.handbook.states import CHAPTERS, PHASES
from torg.kernel.refusals import Refusal
from torg.people.permissions import ROLES, Permission, SignedInRequest, check_can


@require_safe
def show_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """The article, whose it is, what it rests on, and the rules that rest on the same."""
    check_can(request.user, Permission.VIEW_DESK)
    return page_with(request, slug, None)


def page_with(
    request: SignedInRequest, slug: str, form: RemarkForm | None, refusal: Refusal | None = None
) -> HttpResponse:
    """The article with the form for remarks as it stands. Raises Http404."""
    found = queries.opened(request.user.municipality, slug)
    if found is None:
        raise Http404
    shown = {
        "opened": found,
        "page": found.page,
        "form": form or RemarkForm(initial={"digest": found.page.digest}),
        "refusal": refusal,
        "chapter": CHAPTERS[found.page.chapter],
        "phases": [(each, PHASES[each]) for each in found.page.phases],
        "owner": ROLES[found.page.owner].name,
        "is_old": found.page in queries.old_pages_now(request.user.municipality),
    }
    status = 422 if form is not None or refusal else 200
    return render(request, "handbook/page.html", shown, status=status)
