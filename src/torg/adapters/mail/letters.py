"""A letter as a mail program reads it."""

from email.message import EmailMessage
from email.utils import formatdate

from torg.kernel.digests import sha256_hex
from torg.ports.mail import Letter


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The same letter has the same Message-ID at every try, and says that nobody typed it."""
    made = EmailMessage()
    made["Subject"] = " ".join(letter.subject.split())
    made["From"], made["To"] = sender, letter.to
    made["Date"] = formatdate()
    made["Message-ID"] = f"<{sha256_hex(letter.key.encode())[:32]}@torg>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    return made
