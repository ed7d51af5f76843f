from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.channel import Channel
from torg.channels.states import AccessState
from torg.people.models import Scoped, User

DECIDED = [AccessState.GRANTED, AccessState.DECLINED, AccessState.ENDING, AccessState.WITHDRAWN]
OPEN = [AccessState.REQUESTED, AccessState.GRANTED, AccessState.ENDING]


class AccessLevel(models.TextChoices):
    """How far somebody gets in an account, whatever the network calls it."""

    FULL = "full", _("Full kontroll")
    PUBLISH = "publish", _("Publicera och svara")
    READ = "read", _("Bara läsa, till exempel statistik")


class SecondFactor(models.TextChoices):
    """How the second step at the network's sign-in is taken."""

    KEY = "key", _("Säkerhetsnyckel eller inbyggd nyckel")
    APP = "app", _("App med koder")
    SMS = "sms", _("Sms")
    OTHER = "other", _("På annat sätt")


def _person() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class ChannelAccess(Scoped):
    """One person's way into a channel's account at its network (M1-42, S-37, S-38).

    user: of the municipality; else holder_name and holder_of, who has no account here.
    network_role: what the network calls it. shared_login: signs in as the account itself, with
    a password that others know too. No password and no code is ever stored: keeps_codes says
    that the person keeps the recovery codes, codes_where in which place. two_factor: None while
    nobody has looked; two_factor_on: the day somebody did. confirmed_on: the day on which it
    was last held against the network's own list. due_on: by when an ending one is to be gone.
    proof: how it is known to be gone.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="accesses")
    user = _person()
    holder_name = models.CharField(max_length=120, blank=True, default="")
    holder_of = models.CharField(max_length=120, blank=True, default="")
    level = models.CharField(max_length=8, choices=AccessLevel.choices)
    network_role = models.CharField(max_length=80, blank=True, default="")
    shared_login = models.BooleanField(default=False)
    reason = models.CharField(max_length=500)
    state = models.CharField(
        max_length=10, choices=AccessState.choices, default=AccessState.REQUESTED
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True, default="")
    two_factor = models.BooleanField(null=True, blank=True)
    two_factor_how = models.CharField(
        max_length=8, choices=SecondFactor.choices, blank=True, default=""
    )
    two_factor_on = models.DateField(null=True, blank=True)
    keeps_codes = models.BooleanField(default=False)
    codes_where = models.CharField(max_length=200, blank=True, default="")
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = _person()
    due_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = _person()
    proof = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["channel__name", "requested_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AccessState.values), name="access_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(holder_name=""),
                name="access_has_a_holder",
            ),
            models.UniqueConstraint(
                fields=["channel", "user"],
                condition=Q(state__in=OPEN, user__isnull=False),
                name="access_open_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["channel", "holder_name", "holder_of"],
                condition=Q(state__in=OPEN, user__isnull=True),
                name="access_open_once_per_outsider",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="access_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(user__isnull=True)
                | Q(state=AccessState.DECLINED)
                | ~Q(decided_by=models.F("user")),
                name="access_not_granted_to_oneself",
            ),
            models.CheckConstraint(
                condition=Q(two_factor__isnull=True) | Q(two_factor_on__isnull=False),
                name="access_second_factor_was_looked_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=AccessState.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(proof="")),
                name="access_withdrawn_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} · {self.channel_id}"

    @property
    def holder(self) -> str:
        """Who it is, in words."""
        if self.user:
            return self.user.full_name
        return f"{self.holder_name} ({self.holder_of})" if self.holder_of else self.holder_name

    @property
    def has_left(self) -> bool:
        """Whether the holder is of the municipality no more."""
        return self.user is not None and not self.user.is_active

    @property
    def gets_in(self) -> bool:
        """Whether the holder gets into the account now."""
        return self.state in {AccessState.GRANTED, AccessState.ENDING}
