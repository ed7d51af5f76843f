from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from torg.kernel.scope import scope
from torg.people import actions, queries


class SignInView(LoginView):  # type: ignore[misc]
    """allauth's sign-in; in demo mode with one button for each demo person."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`groups`: the demo people by municipality, empty outside demo mode."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"groups": queries.demo_groups() if settings.DEMO else []}


sign_in = SignInView.as_view()


@login_not_required
@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """Take the part of a demo person, without a password. Only in demo mode."""
    try:
        user = queries.demo_user(UUID(request.POST.get("user", "")))
    except ValueError:
        user = None
    if not settings.DEMO or user is None:
        raise Http404
    with scope(user.municipality_id):
        actions.note_demo_sign_in(by=user, now=timezone.now())
        record_authentication(request, user, method="demo", reauthenticated=True)
        answer: HttpResponse = perform_login(request, Login(user=user))
        return answer
