"""How sign-in differs from allauth's defaults."""

from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.kernel.sealing import Keyring
from torg.people.actions import settle_password
from torg.people.models import RoleGrant, User
from torg.people.permissions import needs_second_factor


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Reads who is signed in with municipality and roles at once: every page needs all three."""

    def get_user(self, user_id: UUID | str) -> User | None:
        """The person with that id; None when there is none, or the account is closed."""
        with every_municipality():
            grants = list(
                RoleGrant.objects.filter(
                    user_id=user_id, municipality_id=F("user__municipality_id")
                ).select_related("user__municipality")
            )
        if not grants:
            found: User | None = super().get_user(user_id)
            return found
        user = grants[0].user
        if not self.user_can_authenticate(user):
            return None
        user.hold_roles((grant.role, grant.department_id) for grant in grants)
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


def _ring() -> Keyring:
    return Keyring(settings.KEYS / "second_factor.key")
