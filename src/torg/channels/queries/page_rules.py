"""Page rules as a proposal out of the municipality's own rules, for a person to change."""

from datetime import datetime

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.rules.queries import RemovalFacts, removal_terms


def proposed_rules(channel: Channel, at: datetime) -> str:
    """Who we are, what is seen by whom, what is a public record, what is removed, and how
    personal data is handled. Raises NoPack.
    """
    town = channel.municipality
    terms = removal_terms(
        town,
        RemovalFacts(
            network=channel.network,
            channel_class=channel.channel_class,
            channel=str(channel.pk),
            discovered_at=at,
        ),
    )
    grounds = [f"– {ground.label}" for ground in terms.grounds]
    parts = [
        _("%(town)s står bakom kontot på %(network)s, och %(unit)s svarar för det.")
        % {"town": town.name, "network": channel.get_network_display(), "unit": channel.department},
        _("Det du skriver här kan läsas av alla. Nätverket har också egna villkor."),
        _(
            "Det du skriver blir en allmän handling hos kommunen. Vem som helst kan be att få "
            "läsa den. Skriv därför inget känsligt om dig själv eller någon annan."
        ),
    ]
    if grounds:
        parts.append("\n".join([_("Vi tar bort inlägg som innehåller:"), *grounds]))
    parts.append(
        _(
            "Personuppgifter som du lämnar här använder vi för att svara dig. Vill du att vi "
            "rättar eller tar bort något, hör av dig till kommunen: %(site)s"
        )
        % {"site": town.website or town.name}
    )
    return "\n\n".join(parts)
