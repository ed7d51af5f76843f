"""A mail server: how it is opened, and what its answers mean."""

import smtplib
import ssl
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from torg.adapters.mail.letters import composed
from torg.ports.errors import Mender, NeedsReconnect, Refused, Unreachable
from torg.ports.mail import Letter

# RFC 5321: 4yz is a no for now. Greylisting servers take a letter some minutes later.
LATER = timedelta(minutes=10)


class SmtpServer:
    """address: smtp://user:password@host:port, encrypted by STARTTLS; smtps:// from the start.
    smtp:// to this machine itself is left as it is."""

    def __init__(self, address: str, timeout: float = 20) -> None:
        self._address, self._timeout = urlsplit(address), timeout

    def send(self, letter: EmailMessage) -> None:
        """Hand the letter over. Raises Refused, NeedsReconnect and Unreachable.

        Before the letter is on its way nothing can have been done; after it, silence is unclear.
        """
        try:
            door = self._opened()
        except smtplib.SMTPAuthenticationError as error:
            raise NeedsReconnect(f"smtp-{error.smtp_code}", "login") from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable("mail", type(error).__name__, maybe_done=False) from error
        try:
            door.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code = min((told[0] for told in error.recipients.values()), default=550)
            raise _refused(code, str(error)) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable("mail", type(error).__name__, maybe_done=True) from error
        finally:
            # The letter is taken or it is not; how the goodbye went changes neither.
            with suppress(smtplib.SMTPException, OSError):
                door.quit()

    def _opened(self) -> smtplib.SMTP:
        door = self._connected()
        try:
            if self._address.username:
                password = unquote(self._address.password or "")
                door.login(unquote(self._address.username), password)
        except BaseException:
            door.close()
            raise
        return door

    def _connected(self) -> smtplib.SMTP:
        host, context = self._address.hostname or "localhost", ssl.create_default_context()
        if self._address.scheme == "smtps":
            port = self._address.port or smtplib.SMTP_SSL_PORT
            return smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=context)
        door = smtplib.SMTP(host, self._address.port or smtplib.SMTP_PORT, timeout=self._timeout)
        if host not in {"localhost", "127.0.0.1", "::1"}:
            try:
                door.starttls(context=context)
            except BaseException:
                door.close()
                raise
        return door


class SmtpMail:
    """Letters through a mail server."""

    is_practice = False

    def __init__(self, address: str, sender: str, timeout: float = 20) -> None:
        self._server, self._sender = SmtpServer(address, timeout), sender

    def send(self, letter: Letter) -> None:
        """As the port says."""
        self._server.send(composed(letter, self._sender))


def _refused(code: int, detail: str) -> Refused:
    return Refused(
        f"smtp-{code}",
        detail,
        cause="E-postservern tog inte emot brevet.",
        mender=Mender.OPERATOR,
        retry_after=LATER if 400 <= code < 500 else None,
    )
