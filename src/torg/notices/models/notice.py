from django.db import models
from django.db.models import Q

from torg.notices.models.letter import Letter
from torg.notices.states import Event, Way
from torg.people.models import Department, Scoped, User

EVENTS = [event.value for event in Event]
WAYS = [way.value for way in Way]


class Notice(Scoped):
    """One thing that happened, for one person; a letter may hold several.

    key: the event and what it befell; the same is told a person once. what: a channel's or
    another thing's name, never a resident's words. path: the page in Torg. department: where the
    person must still hold the event's permission when the letter is written; named: the thing
    waits for this person, whatever the roles. told_at: when the letter was written, or when it
    was let be (letter is then None).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=20, choices=[(one, one) for one in EVENTS])
    key = models.CharField(max_length=160)
    what = models.CharField(max_length=200, blank=True, default="")
    path = models.CharField(max_length=200)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    named = models.BooleanField(default=False)
    way = models.CharField(max_length=8, choices=[(one, one) for one in WAYS])
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user"], condition=Q(told_at__isnull=True), name="notice_untold"),
            models.Index(fields=["user", "-made_at"], name="notice_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_told_once"),
            models.CheckConstraint(condition=Q(event__in=EVENTS), name="notice_event_is_known"),
            models.CheckConstraint(
                condition=Q(way__in=[Way.DIGEST.value, Way.AT_ONCE.value]),
                name="notice_goes_by_letter",
            ),
            models.CheckConstraint(
                condition=Q(letter__isnull=True) | Q(told_at__isnull=False),
                name="notice_in_a_letter_is_told",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class RoleSetting(Scoped):
    """How a municipality tells the holders of a role of an event, where it differs from ours."""

    role = models.CharField(max_length=40)
    event = models.CharField(max_length=20, choices=[(one, one) for one in EVENTS])
    way = models.CharField(max_length=8, choices=[(one, one) for one in WAYS])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "role", "event"], name="role_setting_once"
            ),
            models.CheckConstraint(condition=Q(event__in=EVENTS), name="role_setting_event_known"),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="role_setting_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.event} · {self.way}"


class OwnSetting(Scoped):
    """How a person wants to be told of an event, where it differs from the roles'."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=20, choices=[(one, one) for one in EVENTS])
    way = models.CharField(max_length=8, choices=[(one, one) for one in WAYS])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="own_setting_once"),
            models.CheckConstraint(condition=Q(event__in=EVENTS), name="own_setting_event_known"),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="own_setting_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.way}"
