"""The residents that everybody can play. All are made up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """name: as shown. about: one line on the profile."""

    name: str
    about: str


CAST: tuple[Role, ...] = (
    Role("Rut Rask", "Pensionerad lärare, går mycket."),
    Role("Bosse Bergkvist", "Kör buss och har åsikter om plogning."),
    Role("Amina Yusuf", "Två barn i skolan, ett i förskolan."),
    Role("Ture Tallroth", "Villaägare med stort intresse för detaljplaner."),
    Role("Sanna Sjöstrand", "Simmar tre gånger i veckan."),
    Role("Milo Ekdahl", "Går sista året på gymnasiet."),
    Role("Gun-Britt Hage", "Bor centralt, sitter gärna i parken."),
    Role("Farid Nazari", "Driver kafé vid torget."),
    Role("Lovisa Lindhe", "Cyklar till jobbet året om."),
    Role("Kjell Åkerö", "Frågar en gång till om ingen svarar."),
    Role("Elin Mårdh", "Sjuksköterska, jobbar natt."),
    Role("Noa Widerberg", "Ny i kommunen."),
    Role("Ingrid Falkenö", "Aktiv i hembygdsföreningen."),
    Role("Pontus Qvick", "Säljer det mesta på nätet."),
)
