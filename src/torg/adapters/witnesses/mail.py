"""E-mail to the registrar, or whoever keeps checkpoints for the municipality."""

import smtplib
import ssl
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from torg.ports.errors import Mender, Refused, Unreachable
from torg.ports.witness import Statement

TEXT = """Det här är en kontrollpunkt för loggen {origin}.

Den säger hur lång loggen är, {size} poster, och vilken kontrollsumma den har. Spara brevet.
Om loggen senare skrivs om eller läggs tillbaka till en tidigare dag syns det när den granskas
mot det bifogade:

    torg ledger verify --municipality {slug} --against kontrollpunkt-{size}.txt

{note}"""


class MailWitness:
    """server: smtp://user:password@host:port, encrypted by STARTTLS; smtps:// from the start.
    smtp:// to this machine itself is left as it is."""

    name = "mail"
    every = timedelta(days=1)

    def __init__(
        self, server: str, sender: str, receivers: Sequence[str], timeout: float = 20
    ) -> None:
        self._server, self._timeout = urlsplit(server), timeout
        self._sender, self._receivers = sender, list(receivers)

    def keep(self, statement: Statement) -> bytes:
        """Send one letter with the checkpoint attached. Raises Refused and Unreachable."""
        try:
            with self._opened() as door:
                if self._server.username:
                    word = unquote(self._server.password or "")
                    door.login(unquote(self._server.username), word)
                door.send_message(self._letter(statement))
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            raise _refused(error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable("mail", type(error).__name__, maybe_done=True) from error
        return b""

    def _opened(self) -> smtplib.SMTP:
        host, context = self._server.hostname or "localhost", ssl.create_default_context()
        if self._server.scheme == "smtps":
            port = self._server.port or smtplib.SMTP_SSL_PORT
            return smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=context)
        door = smtplib.SMTP(host, self._server.port or smtplib.SMTP_PORT, timeout=self._timeout)
        if host not in {"localhost", "127.0.0.1", "::1"}:
            door.starttls(context=context)
        return door

    def _letter(self, statement: Statement) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = f"Kontrollpunkt {statement.origin}, post {statement.size}"
        letter["From"], letter["To"] = self._sender, ", ".join(self._receivers)
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="torg")
        letter["Auto-Submitted"] = "auto-generated"
        slug = statement.origin.rpartition("/")[2]
        letter.set_content(
            TEXT.format(
                origin=statement.origin, size=statement.size, slug=slug, note=statement.note
            )
        )
        letter.add_attachment(
            statement.note.encode(),
            maintype="text",
            subtype="plain",
            filename=f"kontrollpunkt-{statement.size}.txt",
        )
        return letter


def _refused(error: smtplib.SMTPException) -> Refused:
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 550
    return Refused(
        f"smtp-{code}",
        str(error),
        cause="E-postservern tog inte emot brevet med kontrollpunkten.",
        mender=Mender.OPERATOR,
    )
