from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.kernel.refusals import Refusal
from torg.kernel.text import graphemes
from torg.kernel.worktime import instants_of
from torg.ledger.actions import record
from torg.media.models import MediaItem
from torg.people.models import Department, User
from torg.planning.actions.book_day import book_days, free_days
from torg.planning.models import Post, PostImage, Review, Variant
from torg.planning.permissions import can_speak_for, check_can_write
from torg.planning.queries import content_hash, ref_to
from torg.planning.states import EDITABLE, PostState

MOST_FACTS, LONGEST_FACT = 12, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContent:
    """What the editor holds. planned_wall: local "YYYY-MM-DDTHH:MM" or "". key_facts: a line each.

    fold: which of the two instants an ambiguous wall time means ("" until asked,
    "first" or "second"). own_texts: channel id as text -> text, for channels that differ.
    received: a key of Received, "" while nothing is declared. branded: the images on which
    somebody else's logo or product is seen.
    """

    title: str
    text: str
    channels: Sequence[Channel]
    own_texts: Mapping[str, str] = field(default_factory=dict)
    images: Sequence[MediaItem] = ()
    planned_wall: str = ""
    fold: str = ""
    relevance: str = ""
    answerer: User | None = None
    sender: Department | None = None
    shared_from: str = ""
    co_arranged_with: str = ""
    source_checked: bool = False
    motive: str = ""
    key_facts: str = ""
    is_film: bool = False
    film_title: str = ""
    film_description: str = ""
    received: str = ""
    branded: frozenset[UUID] = frozenset()


def _check_sender(post: Post, content: PostContent, by: User) -> None:
    sender = content.sender
    if sender is None or sender.pk == post.sender_id:
        return
    if sender.municipality_id != post.municipality_id or not can_speak_for(by, sender):
        raise Refusal(
            _("Du får inte skriva för %(unit)s.") % {"unit": sender},
            remedy=_("Välj din egen förvaltning eller en verksamhet under den."),
            field="sender",
        )


def check_facts(post: Post) -> None:
    """Raise Refusal when the facts to answer with are too many or too long."""
    facts = post.fact_lines
    if len(facts) > MOST_FACTS or any(graphemes(fact) > LONGEST_FACT for fact in facts):
        raise Refusal(
            _("Fakta att svara med är för många eller för långa."),
            remedy=_("Skriv högst %(most)d rader med högst %(longest)d tecken i varje.")
            % {"most": MOST_FACTS, "longest": LONGEST_FACT},
            field="key_facts",
        )


def write_post(*, department: Department, content: PostContent, by: User, now: datetime) -> Post:
    """A new draft with its day booked where days are booked. Raises Denied, Refusal."""
    post = Post(
        municipality_id=department.municipality_id,
        department=department,
        author=by,
        title=content.title,
        zone=department.municipality.timezone,
        created_at=now,
        changed_at=now,
    )
    check_can_write(by, post, content.channels)
    with transaction.atomic():
        _check_sender(post, content, by)
        _fill(post, content, now)
        post.save(force_insert=True)
        _place(post, content)
        book_days(post=post, by=by, now=now)
        _tell(post, "post.written", _("Skrev ett utkast: %(title)s."), by, now)
    return post


def edit_post(*, post: Post, content: PostContent, revision: int, by: User, now: datetime) -> Post:
    """Change the content; an approval or a waiting review falls. Raises Denied, Refusal.

    revision: the one the person started from. A newer one in the database is a refusal
    that loses nothing: the form comes back with what was typed.
    """
    check_can_write(by, post, content.channels)
    with transaction.atomic():
        taken = Post.objects.filter(
            pk=post.pk, revision=revision, state__in=[state.value for state in EDITABLE]
        ).update(revision=revision + 1, changed_at=now)
        if not taken:
            raise _changed_meanwhile(post)
        post.refresh_from_db()
        voided = Review.objects.filter(post=post, voided_at__isnull=True).update(voided_at=now)
        _check_sender(post, content, by)
        _fill(post, content, now)
        post.state = PostState.DRAFT
        post.setback = ""
        post.save()
        free_days(post=post)
        _place(post, content)
        book_days(post=post, by=by, now=now)
        sentence = (
            _("Ändrade %(title)s; granskningen gäller inte längre.")
            if voided
            else _("Ändrade %(title)s.")
        )
        _tell(post, "post.edited", sentence, by, now)
    return post


def _fill(post: Post, content: PostContent, now: datetime) -> None:
    before = post.planned_wall
    post.title = content.title
    post.text = content.text
    post.relevance = content.relevance
    post.answerer = content.answerer
    post.sender = content.sender
    post.ticked = []
    post.shared_from = content.shared_from
    post.co_arranged_with = content.co_arranged_with
    post.source_checked = content.source_checked
    post.motive = content.motive
    post.key_facts = content.key_facts
    post.is_film = content.is_film
    post.film_title = content.film_title if content.is_film else ""
    post.film_description = content.film_description if content.is_film else ""
    check_facts(post)
    post.received = content.received
    post.planned_wall = content.planned_wall
    post.planned_at = _instant(content, post.zone)
    if post.planned_at and post.planned_at <= now and content.planned_wall != before:
        raise Refusal(_("Tiden har redan passerat."), field="planned_wall")
    post.planned_day = (
        datetime.fromisoformat(content.planned_wall).date() if content.planned_wall else None
    )


def _instant(content: PostContent, zone: str) -> datetime | None:
    if not content.planned_wall:
        return None
    instants = instants_of(datetime.fromisoformat(content.planned_wall), zone)
    if not instants:
        raise Refusal(
            _("Den tiden finns inte: klockan ställs fram den natten."),
            remedy=_("Välj en tid före klockan 02.00 eller från 03.00."),
            field="planned_wall",
        )
    if len(instants) == 1:
        return instants[0]
    if content.fold not in {"first", "second"}:
        raise Refusal(
            _("Den tiden infaller två gånger: klockan ställs tillbaka den natten."),
            remedy=_("Välj om inlägget ska ut första eller andra gången."),
            field="fold",
        )
    return instants[0 if content.fold == "first" else 1]


def _place(post: Post, content: PostContent) -> None:
    wanted = {channel.pk: channel for channel in content.channels}
    Variant.objects.filter(post=post).exclude(channel_id__in=wanted).delete()
    for channel in wanted.values():
        Variant.objects.update_or_create(
            post=post,
            channel=channel,
            defaults={
                "municipality_id": post.municipality_id,
                "text": content.own_texts.get(str(channel.pk), ""),
            },
        )
    PostImage.objects.filter(post=post).delete()
    PostImage.objects.bulk_create(
        PostImage(post=post, item=item, position=position, outside_brand=item.pk in content.branded)
        for position, item in enumerate(content.images)
    )


def _changed_meanwhile(post: Post) -> Refusal:
    current = Post.objects.filter(pk=post.pk).first()
    if current is not None and current.state not in EDITABLE:
        return Refusal(
            _("Inlägget har redan gått vidare och kan inte ändras."),
            remedy=_("Öppna det och se var det är. Det du skrev står kvar här."),
        )
    return Refusal(
        _("Någon annan har ändrat inlägget sedan du öppnade det."),
        remedy=_(
            "Det du skrev står kvar här. Läs det nya ovanför och välj Spara ändå, eller ändra."
        ),
        field="newer",
    )


def _tell(post: Post, verb: str, sentence: str, by: User, now: datetime) -> None:
    post.refresh_from_db()
    local = post.planned_at and post.planned_at.astimezone(ZoneInfo(post.zone)).isoformat()
    record(
        municipality=post.municipality,
        verb=verb,
        summary=sentence % {"title": post.title},
        about=[ref_to(post)],
        by=by,
        now=now,
        facts={
            "revision": post.revision,
            "content": content_hash(post),
            "planned": local or "",
            **({"received": post.received} if post.received else {}),
        },
        content={"title": post.title, "text": post.text},
    )
