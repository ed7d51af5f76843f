from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.states import ChannelState
from torg.kernel.networks import NAMES, NETWORKS
from torg.people.models import Department, Scoped, User


def functions_of(network: str) -> tuple[str, ...]:
    """What residents can do on a network; on our own pages they can comment."""
    return NETWORKS[network].functions if network in NETWORKS else ("comments",)


class NetworkName(models.TextChoices):
    """The networks of kernel/networks.toml; what residents can do on them stands there.

    web: pages of our own that people can write on (M2-06).
    """

    FACEBOOK = "facebook", NAMES["facebook"]
    INSTAGRAM = "instagram", NAMES["instagram"]
    X = "x", NAMES["x"]
    YOUTUBE = "youtube", NAMES["youtube"]
    LINKEDIN = "linkedin", NAMES["linkedin"]
    THREADS = "threads", NAMES["threads"]
    BLUESKY = "bluesky", NAMES["bluesky"]
    MASTODON = "mastodon", NAMES["mastodon"]
    TIKTOK = "tiktok", NAMES["tiktok"]
    SNAPCHAT = "snapchat", NAMES["snapchat"]
    PINTEREST = "pinterest", NAMES["pinterest"]
    FLICKR = "flickr", NAMES["flickr"]
    VIMEO = "vimeo", NAMES["vimeo"]
    TWITCH = "twitch", NAMES["twitch"]
    WHATSAPP = "whatsapp", NAMES["whatsapp"]
    TELEGRAM = "telegram", NAMES["telegram"]
    REDDIT = "reddit", NAMES["reddit"]
    WEB = "web", _("Egen webbplats med kommentarer")


class ChannelClass(models.TextChoices):
    """Rules differ between a main account and others (A-01)."""

    MAIN = "main", _("Huvudkonto")
    ORDINARY = "ordinary", _("Ordinarie kanal")
    SEASONAL = "seasonal", _("Säsongskanal")


# What the register holds and a person may correct; states and days have verbs of their own.
REGISTER_LABELS = {
    "name": _("namn"),
    "department": _("ägande förvaltning"),
    "channel_class": _("slag av kanal"),
    "address": _("adress"),
    "handle": _("kontonamn"),
    "language": _("språk"),
    "purpose": _("syfte"),
    "goal": _("mål"),
    "plan": _("plan"),
    "target_groups": _("målgrupper"),
    "tone": _("kanalens ton"),
    "responsible": _("ansvarig kommunikatör"),
    "page_responsible": _("sidansvarig"),
    "accountable_manager": _("ansvarig chef"),
    "contact_person": _("kontaktperson"),
    "contact": _("kontaktväg som visas för alla"),
    "usage": _("hur kontot får användas"),
    "allowed_users": _("vilka som får använda kontot"),
    "comments_open": _("öppna kommentarer"),
    "watch_daily": _("daglig bevakning av kommentarerna"),
    "comments_reason": _("varför kommentarerna är stängda"),
    "page_rules": _("sidregler"),
    "season_first": _("säsongens första månad"),
    "season_last": _("säsongens sista månad"),
}


def _person() -> Any:
    return models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class ChannelKind(models.TextChoices):
    """An account at a network, or pages of our own that people can write on (M2-06)."""

    ACCOUNT = "account", _("Konto på ett nätverk")
    OWN_SITE = "own_site", _("Egen webbplats med kommentarer")


class Channel(Scoped):
    """An official account on one network, owned by a department (M2-11).

    account_id: the network's stable id; the handle and the address may change. contact: the
    person or function that answers about the account, through the register (M1-20). usage and
    allowed_users: of a main account (M1-01). season_first, season_last: months of a seasonal
    channel. live_since, reviewed_on, confirmed_on, closed_on, wakes_on: Swedish dates.
    changed_at: when what the register shows changed last (V-96). A channel comes from an
    approved application, or was there before, and import_reason says why it is taken up (V-13).
    marked_at: when what it is found by was last written (ChannelMark).
    not_trusted_since: somebody else may have taken the account, and everybody is told so.
    rest_watcher: who looks at it while it rests. active_on: the day of our latest post or
    reply there, as delivery tells; None: none known. watch_daily: somebody looks through the
    comments each working day, also where no rule demands it (M1-45).
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="channels")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ChannelKind.choices, default=ChannelKind.ACCOUNT)
    network = models.CharField(max_length=12, choices=NetworkName.choices)
    channel_class = models.CharField(
        max_length=10, choices=ChannelClass.choices, default=ChannelClass.ORDINARY
    )
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in ChannelState],
        default=ChannelState.LIVE.value,
    )
    address = models.URLField(max_length=500, blank=True, default="")
    handle = models.CharField(max_length=200, blank=True, default="")
    account_id = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=10, default="sv")
    comments_open = models.BooleanField(default=True)
    watch_daily = models.BooleanField(default=False)
    comments_reason = models.CharField(max_length=300, blank=True, default="")
    responsible = _person()
    page_responsible = _person()
    accountable_manager = _person()
    contact_person = _person()
    contact = models.CharField(max_length=200, blank=True, default="")
    purpose = models.TextField(blank=True, default="")
    goal = models.TextField(blank=True, default="")
    plan = models.TextField(blank=True, default="")
    target_groups = models.TextField(blank=True, default="")
    tone = models.TextField(blank=True, default="")
    usage = models.TextField(blank=True, default="")
    allowed_users = models.TextField(blank=True, default="")
    page_rules = models.TextField(blank=True, default="")
    season_first = models.PositiveSmallIntegerField(null=True, blank=True)
    season_last = models.PositiveSmallIntegerField(null=True, blank=True)
    live_since = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    wakes_on = models.DateField(null=True, blank=True)
    application = models.OneToOneField(
        "channels.ChannelApplication",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="channel",
    )
    import_reason = models.CharField(max_length=300, blank=True, default="")
    rest_watcher = _person()
    active_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    marked_at = models.DateTimeField(null=True, blank=True)
    not_trusted_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "network", "name"], name="channel_named_once_per_network"
            ),
            models.UniqueConstraint(
                fields=["network", "account_id"],
                condition=~Q(account_id=""),
                name="channel_account_registered_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ChannelState]),
                name="channel_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | ~Q(state=ChannelState.CLOSED.value),
                name="channel_closed_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | ~Q(import_reason=""),
                name="channel_is_applied_for_or_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(season_first__isnull=True, season_last__isnull=True)
                | Q(season_first__range=(1, 12), season_last__range=(1, 12)),
                name="channel_season_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({NAMES.get(self.network) or self.get_network_display()})"

    @property
    def functions(self) -> tuple[str, ...]:
        """Which of comments, likes and follow residents have there (M1-45)."""
        return functions_of(self.network if self.kind == ChannelKind.ACCOUNT else "web")

    @property
    def is_main(self) -> bool:
        """Whether this is a main account (huvudkonto)."""
        return self.channel_class == ChannelClass.MAIN
