from allauth.account.views import password_change
from django.http import Http404, HttpResponse

from torg.people.permissions import SignedInRequest


def change_password(request: SignedInRequest) -> HttpResponse:
    """allauth's page; whoever signs in without a password, as in the demo, has none to change."""
    if not request.user.has_usable_password():
        raise Http404
    answer: HttpResponse = password_change(request)
    return answer
