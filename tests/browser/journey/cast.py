"""Who works in each of the four municipalities of the journey. Nobody of them exists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A made-up person and the role that the person has."""

    given: str
    family: str
    title: str
    role: str

    @property
    def name(self) -> str:
        """As the pages show it."""
        return f"{self.given} {self.family}"


WRITER = Part("Sara", "Lindqvist", "kommunikatör", "communicator")
COLLEAGUE = Part("Omar", "Sjögren", "kommunikatör", "communicator")
LEAD = Part("Lena", "Haddad", "kommunikationsansvarig", "account_lead")
MODERATOR = Part("Elsa", "Bergström", "moderator", "moderator")
CENTRE = Part("Kim", "Åberg", "kommunvägledare", "contact_centre")
OFFICIAL = Part("Per", "Holmgren", "badmästare", "official")
REGISTRAR = Part("Olle", "Nyman", "registrator", "registrar")
ADMINISTRATOR = Part("Ingrid", "Sandell", "systemförvaltare", "administrator")

CAST = (WRITER, COLLEAGUE, LEAD, MODERATOR, CENTRE, OFFICIAL, REGISTRAR)


def email_of(part: Part, slug: str) -> str:
    """The person's address in the municipality."""
    return f"{part.given.lower()}@{slug}.example"
