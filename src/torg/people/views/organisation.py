from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.people import actions, queries
from torg.people.forms import DepartmentForm
from torg.people.permissions import Permission, SignedInRequest, can_everywhere, check_can


@require_safe
def list_departments(request: SignedInRequest) -> HttpResponse:
    """The organisation as a tree."""
    check_can(request.user, Permission.MANAGE_PEOPLE)
    tree = queries.organisation_for(request.user)
    may_import = can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    shown = {"tree": tree, "may_import": may_import}
    return render(request, "people/departments.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add_department(request: SignedInRequest) -> HttpResponse:
    """A new unit."""
    check_can(request.user, Permission.MANAGE_PEOPLE)
    form = DepartmentForm(request.POST or None, by=request.user)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            unit = actions.add_department(**form.cleaned_data, by=request.user, now=timezone.now())
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("%(name)s är upplagd.") % {"name": unit.name})
            return redirect("people:list_departments")
    return render(request, "people/add_department.html", {"form": form, "refusal": refusal})
