from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.people import actions, queries
from torg.people.forms import DeputyForm, RoleForm
from torg.people.models import User
from torg.people.permissions import (
    ROLES,
    Permission,
    SignedInRequest,
    can_everywhere,
    check_can,
    check_can_everywhere,
)


@require_safe
def show_person(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """The person, the roles and what can be done about them."""
    return _page(request, _person(request, user_id))


@require_POST
def grant_role(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """One more role for the person."""
    person = _person(request, user_id)
    form = RoleForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, person, form)
    try:
        actions.grant_role(user=person, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, person, form, refusal=error)
    messages.success(request, _("Rollen är given."))
    return redirect("people:show_person", user_id=person.pk)


@require_POST
def appoint_deputy(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Somebody to stand in for the person."""
    person = _person(request, user_id)
    form = DeputyForm(request.POST, by=request.user, person=person)
    if not form.is_valid():
        return _page(request, person, deputy=form)
    try:
        actions.appoint_deputy(**form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, person, deputy=form, refusal=error)
    messages.success(request, _("Ersättaren är utsedd."))
    return redirect("people:show_person", user_id=person.pk)


@require_POST
def end_sessions(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Sign the person out everywhere."""
    check_can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    person = _person(request, user_id)
    actions.end_sessions(
        user=person, with_tokens="tokens" in request.POST, by=request.user, now=timezone.now()
    )
    messages.success(request, _("Personen är utloggad överallt."))
    return redirect("people:show_person", user_id=person.pk)


@require_POST
def end_own_sessions(request: SignedInRequest) -> HttpResponse:
    """Sign oneself out everywhere, here too."""
    actions.end_sessions(
        user=request.user, with_tokens="tokens" in request.POST, by=request.user, now=timezone.now()
    )
    logout(request)
    return redirect("/")


@require_POST
def revoke_role(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """Take a role away."""
    check_can(request.user, Permission.MANAGE_PEOPLE)
    grant = get_object_or_404(queries.grants_visible_to(request.user), pk=grant_id)
    person_id = grant.user_id
    try:
        actions.revoke_role(grant=grant, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        person = _person(request, person_id)
        return _page(request, person, refusal=error)
    messages.success(request, _("Rollen är borttagen."))
    if person_id == request.user.pk:
        return redirect("/")
    return redirect("people:show_person", user_id=person_id)


@require_POST
def renew_password(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """A new start password, shown once, in the answer."""
    person = _person(request, user_id)
    try:
        secret = actions.renew_password(user=person, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, person, refusal=error)
    return render(request, "people/start_password.html", {"one": person, "start_password": secret})


def _person(request: SignedInRequest, user_id: UUID) -> User:
    check_can(request.user, Permission.MANAGE_PEOPLE)
    return get_object_or_404(queries.users_visible_to(request.user), pk=user_id)


def _page(
    request: SignedInRequest,
    person: User,
    form: RoleForm | None = None,
    *,
    deputy: DeputyForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    held = queries.grants_visible_to(request.user).filter(user=person)
    may_close = person.is_active and person.pk != request.user.pk
    shown = {
        "one": person,
        "today": timezone.localdate(),
        "grants": [(grant, ROLES.get(grant.role)) for grant in held],
        "form": form or RoleForm(by=request.user),
        "deputy": deputy or DeputyForm(by=request.user, person=person),
        "asked": deputy or form,
        "refusal": refusal,
        "may_grant": may_close,
        "may_close": may_close and can_everywhere(request.user, Permission.MANAGE_PEOPLE),
    }
    return render(request, "people/person.html", shown, status=409 if refusal else 200)
