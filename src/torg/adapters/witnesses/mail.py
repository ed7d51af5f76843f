"""E-mail to the registrar, or whoever keeps checkpoints for the municipality."""

from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from torg.adapters.mail.smtp import SmtpServer
from torg.ports.witness import Statement

TEXT = """Det här är en kontrollpunkt för loggen {origin}.

Den säger hur lång loggen är, {size} poster, och vilken kontrollsumma den har. Spara brevet.
Om loggen senare skrivs om eller läggs tillbaka till en tidigare dag syns det när den granskas
mot det bifogade:

    torg ledger verify --municipality {slug} --against kontrollpunkt-{size}.txt

{note}"""


class MailWitness:
    """server: the address of a mail server, as `SmtpServer` takes it."""

    name = "mail"
    every = timedelta(days=1)

    def __init__(
        self, server: str, sender: str, receivers: Sequence[str], timeout: float = 20
    ) -> None:
        self._server = SmtpServer(server, timeout)
        self._sender, self._receivers = sender, list(receivers)

    def keep(self, statement: Statement) -> bytes:
        """Send one letter with the checkpoint attached. Raises as the server does."""
        self._server.send(self._letter(statement))
        return b""

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
