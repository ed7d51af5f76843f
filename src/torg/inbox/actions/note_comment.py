from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.inbox.actions.pack_events import storable_event
from torg.inbox.actions.store_firsts import store_firsts
from torg.inbox.actions.tell import tell
from torg.inbox.models import Message
from torg.inbox.permissions import check_can_watch
from torg.inbox.queries import is_by_hand
from torg.inbox.queries.arrivals import our_posts
from torg.kernel.digests import sha256_hex
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.ports.network import Author, Event, EventKind, EventVerb


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody read on a page that Torg does not hear.

    name: as the writer calls themselves; "" when the page does not say. at: when it was written
    there. url: where it stands. form_token: made when the form was opened.
    """

    text: str
    name: str
    at: datetime
    url: str
    form_token: str


def note_comment(*, channel: Channel, seen: Seen, by: User, now: datetime) -> Message:
    """Take in a comment that a person has read, as if the page's network had told of it (M2-06).

    It gets the same promise from the moment it was written, and the same record. The same form
    sent twice is one comment. Raises Denied, Refusal.
    """
    check_can_watch(by, channel)
    if not seen.text.strip():
        raise Refusal(_("Skriv vad som står i kommentaren."), field="text")
    if seen.at > now:
        raise Refusal(
            _("Tiden ligger framåt."), remedy=_("Ange när kommentaren skrevs."), field="at"
        )
    event = _event(seen)
    known = Message.objects.filter(channel=channel, network_id=event.network_id)
    with transaction.atomic():
        # Where networks speak the connection is locked; here there is none.
        channel = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
        before = known.select_related("thread").first()
        if before is not None:
            return before
        if not is_by_hand(channel):
            raise Refusal(
                _("%(channel)s är ansluten, och Torg hämtar kommentarerna själv.")
                % {"channel": channel},
                remedy=_("Leta efter kommentaren i inkorgen."),
                field="channel",
            )
        posts = our_posts(channel.pk, [event.root_id])
        store_firsts(channel=channel, told=[(event, None)], posts=posts, now=now)
        made: Message = known.select_related("thread").get()
        tell(
            made.thread,
            "message.noted",
            _("Skrev in en kommentar som stod på %(channel)s.") % {"channel": channel},
            also=[Ref("inbox.message", str(made.pk)), Ref("channels.channel", str(channel.pk))],
            by=by,
            now=now,
        )
    return made


def _event(seen: Seen) -> Event:
    """What a network would have told. Who writes under the same name on the same page goes on."""
    name, page = seen.name.strip(), seen.url.strip()
    whose = sha256_hex(name.casefold().encode()) if name else seen.form_token
    return storable_event(
        Event(
            kind=EventKind.COMMENT,
            verb=EventVerb.CREATED,
            network_id=f"by-hand:{seen.form_token}",
            version="1",
            root_id=f"by-hand:{sha256_hex(page.encode())}" if page else "",
            parent_id="",
            author=Author(f"by-hand:{whose}", "", name or _("Utan namn")),
            text=seen.text.replace("\r\n", "\n").strip(),
            made_available_at=seen.at,
            url=page,
        )
    )
