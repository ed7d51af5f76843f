"""What the page frame needs from the request, whoever is signed in."""

from django.http import HttpRequest

SCHEME_COOKIE = "torg_scheme"
SCHEMES = ("light", "dark")


def color_scheme(request: HttpRequest) -> dict[str, str]:
    """color_scheme: "light", "dark" or "" (the system's own), as chosen on this device."""
    chosen = request.COOKIES.get(SCHEME_COOKIE, "")
    return {"color_scheme": chosen if chosen in SCHEMES else ""}
