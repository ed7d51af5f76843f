from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import RegisterOwner
from torg.channels.permissions import check_can_keep_register
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def name_register_owner(*, name: str, mailbox: str, by: User, now: datetime) -> RegisterOwner:
    """Who owns the register, and the mailbox that orders go to; "" for none (G-68).

    Raises Denied, Refusal (no name, or what cannot be an address).
    """
    check_can_keep_register(by)
    name, mailbox = name.strip(), mailbox.strip()
    if not name:
        raise Refusal(_("Skriv vilken funktion som äger registret."), field="name")
    _check_address(mailbox)
    with transaction.atomic():
        held = RegisterOwner.objects.select_for_update(of=("self",)).first()
        if held is not None and (held.name, held.mailbox) == (name, mailbox):
            return held
        held = held or RegisterOwner(municipality=by.municipality)
        held.name, held.mailbox, held.changed_at, held.changed_by = name, mailbox, now, by
        held.save()
        record(
            municipality=by.municipality,
            verb="register.owner_named",
            summary=_("Angav vem som äger kanalregistret och vart beställningar skickas.")
            if mailbox
            else _("Angav vem som äger kanalregistret. Beställningar skickas inte med e-post."),
            about=[Ref("channels.registerowner", str(held.pk))],
            by=by,
            now=now,
            content={"name": name, "mailbox": mailbox},
        )
    return held


def _check_address(mailbox: str) -> None:
    if not mailbox:
        return
    try:
        validate_email(mailbox)
    except ValidationError as error:
        raise Refusal(
            _("Det här är ingen e-postadress."),
            remedy=_("Skriv funktionsbrevlådans hela adress, till exempel kanaler@kommun.se."),
            field="mailbox",
        ) from error
