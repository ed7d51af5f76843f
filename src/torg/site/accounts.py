"""How sign-in differs from allauth's defaults."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.kernel.sealing import Keyring
from torg.people.actions import settle_password
from torg.people.models import Municipality, RoleGrant, User
from torg.people.models.prepared import ask
from torg.people.permissions import needs_second_factor

PERSON = [field.attname for field in User._meta.concrete_fields]
PLACE = [field.attname for field in Municipality._meta.concrete_fields]


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Reads who is signed in with municipality and roles at once: every page needs all three."""

    def get_user(self, user_id: UUID | str) -> User | None:
        """The person with that id; None when there is none, or the account is closed."""
        with every_municipality():
            rows = ask("signed in", _with_roles, UUID(str(user_id)))
        if not rows:
            found: User | None = super().get_user(user_id)
            return found
        _role, _unit, _first, _last, *read = rows[0]
        user = User.from_db("default", PERSON, read[: len(PERSON)])
        user.municipality = Municipality.from_db("default", PLACE, read[len(PERSON) :])
        if not self.user_can_authenticate(user):
            return None
        today = timezone.localdate()
        user.hold_roles(
            (role, unit)
            for role, unit, first, last, *_read in rows
            if (first is None or first <= today) and (last is None or today <= last)
        )
        return user


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Always closed."""
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the e-mail address on the person; allauth's own table of addresses is not used."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def set_password(self, user: User, password: str) -> None:
        """A start password is settled by the first change."""
        settle_password(password=password, by=user, now=timezone.now())


class SealedMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed with a key outside the database."""

    def encrypt(self, text: str) -> str:
        """Sealed for the database."""
        return _ring().seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Opened for one check. Raises kernel.sealing.CannotOpen."""
        return _ring().open(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not where the installation asks for it and the person may publish (S-37)."""
        return not (settings.REQUIRE_TOTP and needs_second_factor(authenticator.user))


def unfinished_step(user: User) -> str:
    """The url name of the page that the person must finish first, or an empty string."""
    if user.password_is_temporary:
        return "account_change_password"
    if settings.REQUIRE_TOTP and needs_second_factor(user) and not is_mfa_enabled(user):
        return "mfa_activate_totp"
    return ""


def _with_roles(user_id: UUID) -> QuerySet[RoleGrant, Any]:
    """The person's roles, each with the person and the municipality."""
    held = RoleGrant.objects.filter(user_id=user_id, municipality_id=F("user__municipality_id"))
    person = (f"user__{name}" for name in PERSON)
    place = (f"user__municipality__{name}" for name in PLACE)
    return held.values_list("role", "department_id", "starts_on", "ends_on", *person, *place)


def _ring() -> Keyring:
    return Keyring(settings.KEYS / "second_factor.key")
