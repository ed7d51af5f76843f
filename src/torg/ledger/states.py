"""What kind of record an entry is about. Entries themselves never change state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Of what is hashed. A change of it is a new number, and verification reads both.
FORMAT = 1
# The verb of the entry without which no text may be gone.
DISPOSED = "ledger.content_disposed"


class Direction(models.TextChoices):
    """Whether the entry is about a record that came in, one that was drawn up, or an
    inner step (V-93; TF 2 kap. 9-10 §§). Each entry is in exactly one of them."""

    RECEIVED = "received", _("Inkommen")
    DRAWN_UP = "drawn_up", _("Upprättad")
    INTERNAL = "internal", _("Intern händelse")
