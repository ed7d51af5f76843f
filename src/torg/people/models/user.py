from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from torg.kernel.identifiers import uuid7
from torg.kernel.scope import scope
from torg.people.models.municipality import Municipality
from torg.people.models.organisation import Department
from torg.ports.teams import Teams, teams_of

# How long a person may want to be able to take back what was sent, in seconds.
UNDO_CHOICES = (0, 15, 30)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role and where it holds: None for the whole municipality, else these departments."""

    role: str
    departments: frozenset[UUID] | None


class UserManager(BaseUserManager["User"]):
    """Not scoped: sign-in must find a person before any municipality is known."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A saved user with a hashed password, or none usable when `password` is None."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. Belongs to one municipality, at most one department.

    shortcuts_on: whether single keys do something (WCAG 2.1.4). undo_seconds: how long what
    the person sends can still be taken back. session_epoch: counts how often every session of
    the person was ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="users")
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    email = models.EmailField(unique=True)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    title = models.CharField(max_length=120, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    password_is_temporary = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)
    shortcuts_on = models.BooleanField(default=True)
    undo_seconds = models.PositiveSmallIntegerField(
        default=15, choices=[(one, one) for one in UNDO_CHOICES]
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]

    objects: ClassVar[UserManager] = UserManager()

    _held: tuple[HeldRole, ...] | None = None
    _teams: Teams | None = None

    class Meta:
        ordering = ["given_name", "family_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undo_seconds__in=UNDO_CHOICES), name="user_undo_is_offered"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def undo_span(self) -> timedelta:
        """How long what the person sends can still be taken back."""
        return timedelta(seconds=self.undo_seconds)

    def get_full_name(self) -> str:
        """Django's name for the same."""
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know: it ends with the password, and with the epoch."""
        if not self.session_epoch:
            return str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]
        known = f"{self.password} {self.session_epoch}"
        return salted_hmac("torg.session", known, secret=secret, algorithm="sha256").hexdigest()

    def roles_held(self) -> tuple[HeldRole, ...]:
        """The roles in the person's own municipality, read once per instance.

        A request has its own instance, so a role that was taken away is gone at
        the next request. A role for a department reaches every unit under it. A role is
        held on its days only, as dates in Sweden.
        """
        if self._held is None:
            with scope(self.municipality_id):
                today = timezone.localdate()
                grants = [
                    (grant.role, grant.department_id)
                    for grant in self.grants.all()
                    if grant.holds_on(today)
                ]
            self.hold_roles(grants)
        return self._held or ()

    @property
    def shape(self) -> tuple[object, ...]:
        """All of the person that what may be seen depends on: the key of a prepared question."""
        return (
            self.pk,
            self.municipality_id,
            self.department_id,
            self.is_active,
            self.roles_held(),
            *self.teams().shape,
        )

    def teams(self) -> Teams:
        """What the teams of channels let the person do today, read once per instance."""
        if self.municipality.teams_since is None:
            return Teams()
        if self._teams is None:
            with scope(self.municipality_id):
                self._teams = teams_of(self.pk, timezone.localdate())
        return self._teams

    def hold_roles(self, grants: Iterable[tuple[str, UUID | None]]) -> None:
        """Take the roles as they were read with the person: code and department of each."""
        grants = list(grants)
        with scope(self.municipality_id):
            units = _units() if any(unit for _, unit in grants) else []
        self._held = tuple(
            HeldRole(role, None if unit is None else _reach(unit, units)) for role, unit in grants
        )

    def forget_roles(self) -> None:
        """Read roles and teams anew at the next question: they have changed."""
        self._held = None
        self._teams = None

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Also forgets the roles."""
        self.forget_roles()
        super().refresh_from_db(*args, **kwargs)


def _units() -> list[tuple[UUID, UUID | None]]:
    return list(Department.objects.order_by().values_list("pk", "parent_id"))


def _reach(top: UUID, units: Collection[tuple[UUID, UUID | None]]) -> frozenset[UUID]:
    """`top` and every unit under it."""
    reached = {top}
    while found := {unit for unit, parent in units if parent in reached} - reached:
        reached |= found
    return frozenset(reached)
