from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.people import actions, queries
from torg.people.forms import PersonForm
from torg.people.permissions import (
    ROLES,
    Permission,
    SignedInRequest,
    can_everywhere,
    check_can,
    check_can_everywhere,
)


@require_safe
def list_people(request: SignedInRequest) -> HttpResponse:
    """Everyone with an account in the municipality, the closed ones last."""
    check_can(request.user, Permission.MANAGE_PEOPLE)
    people = queries.users_visible_to(request.user).order_by(
        "-is_active", "given_name", "family_name"
    )
    shown = {
        "people": people,
        "roles": ROLES,
        "today": timezone.localdate(),
        "may_add": can_everywhere(request.user, Permission.MANAGE_PEOPLE),
    }
    return render(request, "people/people.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: SignedInRequest) -> HttpResponse:
    """A new person; the start password is shown once, in the answer."""
    check_can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    form = PersonForm(request.POST or None, by=request.user)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.add_user(**form.cleaned_data, by=request.user, now=timezone.now())
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            shown = {"one": new.user, "start_password": new.start_password}
            return render(request, "people/start_password.html", shown)
    return render(request, "people/add_person.html", {"form": form, "refusal": refusal})
