"""Who looks at the pages: a resident chosen by cookie, and a token against foreign forms."""

import hmac
import secrets
from dataclasses import dataclass

from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice import accounts
from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.cast import CAST
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.site import Site

WHO = "ovning_jag"
TOKEN = "ovning_skydd"  # noqa: S105 - the cookie's name
TOKEN_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Visitor:
    """me: the resident who reads and writes. token: goes into every form."""

    me: Account
    token: str

    def remember(self, request: Request, answer: Response) -> Response:
        """Set both cookies, for these pages only."""
        for name, value in ((WHO, self.me.id), (TOKEN, self.token)):
            if request.cookies.get(name) != value:
                answer.set_cookie(
                    name,
                    value,
                    path=request.script_root or "/",
                    httponly=True,
                    samesite="Lax",
                    secure=request.is_secure,
                )
        return answer


def visitor(site: Site, request: Request) -> Visitor:
    """The visitor of this request; somebody from the cast until another is chosen."""
    me = next(
        (who for who in accounts.residents(site.store) if who.id == request.cookies.get(WHO)),
        None,
    )
    if me is None:
        me = accounts.open_resident(site.store, name=CAST[0].name, now=site.clock())
    token = request.cookies.get(TOKEN, "")
    if len(token) != TOKEN_LENGTH or not token.isascii():
        token = secrets.token_urlsafe(32)
    return Visitor(me, token)


def writing_visitor(site: Site, request: Request) -> Visitor:
    """The visitor of a form that came from these pages. Raises No(403) for a foreign one."""
    sent, kept = request.form.get("skydd", ""), request.cookies.get(TOKEN, "")
    if not kept or not hmac.compare_digest(sent.encode(), kept.encode()):
        raise No(403, "form-old", "Formuläret gäller inte längre. Gå tillbaka och försök igen.")
    return visitor(site, request)
