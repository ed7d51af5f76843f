from django.http import HttpRequest

from torg.people.models import User


class SignedInRequest(HttpRequest):
    """For annotations: the middleware has seen to it that somebody is signed in."""

    user: User
