from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.delivery.states import BreakerState
from torg.people.models import Scoped


class Breaker(Scoped):
    """A channel's circuit breaker: it keeps us from calling a network that does not answer.

    failures: calls in a row without a usable answer. trips: trials in a row that came to
    nothing. limited: the network itself asked us to wait, last at asked_at. opened_at: since when
    the channel waits. retry_at: no call before it.
    """

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="breaker")
    state = models.CharField(
        max_length=8,
        choices=[(state.value, state.value) for state in BreakerState],
        default=BreakerState.CLOSED.value,
    )
    failures = models.PositiveIntegerField(default=0)
    trips = models.PositiveIntegerField(default=0)
    limited = models.BooleanField(default=False)
    code = models.CharField(max_length=120, blank=True, default="")
    asked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", opened_at__isnull=True, retry_at__isnull=True)
                | (
                    Q(state__in=["open", "trial"])
                    & Q(opened_at__isnull=False, retry_at__isnull=False)
                ),
                name="breaker_waits_until_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.state}"

    @property
    def waits(self) -> bool:
        """Whether the channel is kept from calling, but for a trial."""
        return self.state != BreakerState.CLOSED

    @property
    def cause(self) -> str:
        """Why nothing is sent, one Swedish sentence."""
        if self.limited:
            return _("Nätverket tar inte emot fler anrop från kontot just nu.")
        return _("Nätverket svarar inte på våra anrop, eller svarar obegripligt.")

    @property
    def remedy(self) -> str:
        """Who can mend it, in Swedish."""
        if self.limited:
            return _("Du behöver inte göra något: det som väntar skickas när tiden är ute.")
        return _(
            "Felet ligger hos nätverket eller på vägen dit, och inget går förlorat. Om det "
            "håller i sig kan systemadministratören pröva förbindelsen."
        )
