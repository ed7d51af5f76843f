from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.media.models import MediaItem
from torg.people.models import Department, Scoped, User
from torg.planning.states import PostState


class Received(models.TextChoices):
    """Whether anybody was paid, or got anything free, for what a post says (G-49)."""

    NOTHING = "nothing", _("Nej, ingenting")
    SOMETHING = "something", _("Ja")


class Post(Scoped):
    """What we mean to publish, on one channel or several.

    `planned_wall` is what the person chose ("2026-09-12T08:00"), `zone` whose clock, and
    `planned_at` the instant that follows; `planned_day` is the local day, for the calendar.
    `revision` counts changes of the content: a save against an older one is refused.
    `relevance` (M1-02), `answerer` (M1-19, M1-43) and the source fields (M1-34, M1-37,
    V-85) are asked for where the rules ask. `sender` is the part of the municipality that
    speaks (M1-36). `ticked` are the points that its planner ticked where nobody else reads it;
    a reader's own stand with the review. `key_facts` are lines that whoever answers questions
    about the post may put into a reply (S-22). `is_film`: a film goes with it on a channel that
    shows films, uploaded there by hand under the title and description (M1-44).
    `brought_forward_from` is the minute that a post had which was sent before it. `received`
    is "" while nobody declared anything (G-49).
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True, default="")
    images = models.ManyToManyField(MediaItem, through="PostImage", related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in PostState],
        default=PostState.DRAFT.value,
    )
    revision = models.PositiveIntegerField(default=1)

    planned_wall = models.CharField(max_length=16, blank=True, default="")
    zone = models.CharField(max_length=40, default="Europe/Stockholm")
    planned_at = models.DateTimeField(null=True, blank=True)
    planned_day = models.DateField(null=True, blank=True)

    relevance = models.CharField(max_length=500, blank=True, default="")
    answerer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sender = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    shared_from = models.CharField(max_length=300, blank=True, default="")
    co_arranged_with = models.CharField(max_length=200, blank=True, default="")
    source_checked = models.BooleanField(default=False)
    received = models.CharField(max_length=9, choices=Received.choices, blank=True, default="")
    motive = models.CharField(max_length=500, blank=True, default="")
    ticked = models.JSONField(default=list, blank=True)

    key_facts = models.TextField(blank=True, default="")
    is_film = models.BooleanField(default=False)
    film_title = models.CharField(max_length=100, blank=True, default="")
    film_description = models.TextField(blank=True, default="")

    brought_forward_from = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    setback = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # Everything that a month counts and ranks its posts by.
            models.Index(
                fields=["municipality", "planned_day", "planned_at", "id", "state"],
                name="post_by_day",
            ),
            models.Index(fields=["municipality", "state"], name="post_by_state"),
            models.Index(fields=["planned_at"], condition=Q(state="approved"), name="post_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved", "released"])
                | Q(planned_at__isnull=False, planned_day__isnull=False),
                name="post_planned_before_review",
            ),
            models.CheckConstraint(
                condition=Q(received__in=["", *Received.values]), name="post_received_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved", "released"])
                | ~Q(received="something"),
                name="post_never_out_for_a_gain",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def fact_lines(self) -> list[str]:
        """The key facts, one a line."""
        return [line.strip() for line in self.key_facts.splitlines() if line.strip()]


class PostImage(models.Model):
    """Which images a post carries, in order. outside_brand: somebody else's logo or product is
    seen (G-52)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="placed_images")
    item = models.ForeignKey(MediaItem, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    outside_brand = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["post", "item"], name="image_once_per_post")]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.position}"
