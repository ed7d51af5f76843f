"""Posts, read and drafted by programs. The same actions as the desk's own pages."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field, StringConstraints

from torg.channels.models import Channel
from torg.channels.queries import open_channels
from torg.kernel.refusals import Refusal
from torg.people.models import Department, User
from torg.people.permissions import Permission
from torg.people.queries import departments_visible_to, people_with
from torg.planning import actions, queries
from torg.planning.models import Post

PAGE = 50
Words = Annotated[str, StringConstraints(pattern="^[^\x00]*$")]
WallTime = Annotated[str, StringConstraints(pattern=r"^(20\d\d-\d\d-\d\dT\d\d:\d\d)?$")]

router = Router(tags=["Planering"])


class PostIn(Schema):
    """What a draft holds. planned_wall: wall time in the municipality, or empty.

    answerer: who answers questions about it; sender: the department that speaks; key_facts:
    a line each, to answer with. received: whether anything was received for it, "" while
    nobody declared it.
    """

    model_config = ConfigDict(extra="forbid")

    title: Words = Field(min_length=1, max_length=120)
    text: Words = Field("", max_length=63_206)
    channels: list[UUID] = Field(default_factory=list, max_length=50)
    planned_wall: WallTime = ""
    relevance: Words = Field("", max_length=500)
    answerer: UUID | None = None
    sender: UUID | None = None
    shared_from: Words = Field("", max_length=300)
    received: Literal["", "nothing", "something"] = ""
    motive: Words = Field("", max_length=500)
    key_facts: Words = Field("", max_length=4000)
    is_film: bool = False
    film_title: Words = Field("", max_length=100)
    film_description: Words = Field("", max_length=5000)

    def content(self, by: User) -> actions.PostContent:
        """As the actions take it. Raises Refusal for whatever it names that there is not."""
        if self.planned_wall:
            try:
                datetime.fromisoformat(self.planned_wall)
            except ValueError as error:
                raise Refusal(_("Den tiden finns inte."), field="planned_wall") from error
        return actions.PostContent(
            title=self.title,
            text=self.text,
            channels=_channels(by, self.channels),
            planned_wall=self.planned_wall,
            relevance=self.relevance,
            answerer=_answerer(by, self.answerer),
            sender=_sender(by, self.sender),
            shared_from=self.shared_from,
            received=self.received,
            motive=self.motive,
            key_facts=self.key_facts,
            is_film=self.is_film,
            film_title=self.film_title,
            film_description=self.film_description,
        )


class NewPost(PostIn):
    """A draft for a department; one's own when none is given."""

    department: UUID | None = None


class ChangedPost(PostIn):
    """revision: the one that the program has read; a newer one is a refusal."""

    revision: int = Field(ge=1, le=2**31 - 1)


class VariantOut(Schema):
    """The post on one channel. state: of its act, empty before it goes out."""

    channel: UUID = Field(alias="channel_id")
    text: str
    state: str

    @staticmethod
    def resolve_state(variant: object) -> str:
        """The state of the act."""
        act = getattr(variant, "act", None)
        return act.state if act else ""


class PostOut(Schema):
    """A post of the plan. planned_at: the instant, with zone."""

    id: UUID
    title: str
    text: str
    state: str
    revision: int
    department: UUID = Field(alias="department_id")
    author: str
    planned_wall: str
    planned_at: datetime | None
    received: str
    variants: list[VariantOut]

    @staticmethod
    def resolve_author(post: Post) -> str:
        """The author's name."""
        return post.author.full_name

    @staticmethod
    def resolve_variants(post: Post) -> list[object]:
        """One for each channel."""
        return list(post.variants.all())


class PostPage(Schema):
    """Posts, the newest first. after: to be given for the next page, null on the last."""

    posts: list[PostOut]
    after: UUID | None


class Which(Schema):
    """since, until: planned local days, both included."""

    since: date | None = None
    until: date | None = None
    after: UUID | None = None


@router.get("/posts", response=PostPage, summary="Planerade inlägg")
def list_posts(request: HttpRequest, which: Query[Which]) -> object:
    """Fifty posts at a time."""
    posts: QuerySet[Post] = queries.visible_to(_person(request)).order_by("-id")
    if which.since:
        posts = posts.filter(planned_day__gte=which.since)
    if which.until:
        posts = posts.filter(planned_day__lte=which.until)
    if which.after:
        posts = posts.filter(id__lt=which.after)
    found = list(posts[: PAGE + 1])
    return {"posts": found[:PAGE], "after": found[PAGE - 1].pk if len(found) > PAGE else None}


@router.post("/posts", response={201: PostOut}, summary="Nytt utkast")
def add_post(request: HttpRequest, draft: NewPost) -> Status[Post]:
    """A draft with its day booked where days are booked."""
    by = _person(request)
    wanted = draft.department or by.department_id
    units = Department.objects.filter(municipality_id=by.municipality_id)
    department = units.filter(pk=wanted).first() if wanted else None
    if department is None:
        raise Refusal(_("Förvaltningen finns inte."), field="department")
    post = actions.write_post(
        department=department, content=draft.content(by), by=by, now=timezone.now()
    )
    return Status(201, _post(by, post.pk))


@router.get("/posts/{uuid:post_id}", response=PostOut, summary="Ett inlägg")
def get_post(request: HttpRequest, post_id: UUID) -> object:
    """One post."""
    return _post(_person(request), post_id)


@router.put("/posts/{uuid:post_id}", response=PostOut, summary="Ändra ett inlägg")
def change_post(request: HttpRequest, post_id: UUID, changed: ChangedPost) -> object:
    """The whole content anew; an approval or a waiting review falls."""
    by = _person(request)
    actions.edit_post(
        post=_post(by, post_id),
        content=changed.content(by),
        revision=changed.revision,
        by=by,
        now=timezone.now(),
    )
    return _post(by, post_id)


@router.post("/posts/{uuid:post_id}/submit", response=PostOut, summary="Lämna till granskning")
def submit_post(request: HttpRequest, post_id: UUID) -> object:
    """A colleague reads it next; a program never approves."""
    by = _person(request)
    actions.submit(post=_post(by, post_id), by=by, now=timezone.now())
    return _post(by, post_id)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the API's own authentication
    return request.user


def _post(by: User, post_id: UUID) -> Post:
    return get_object_or_404(queries.visible_to(by), pk=post_id)


def _channels(by: User, wanted: list[UUID]) -> list[Channel]:
    found = list(open_channels(by).filter(pk__in=wanted))
    if len(found) != len(set(wanted)):
        raise Refusal(_("Någon av kanalerna finns inte eller är inte öppen."), field="channels")
    return found


def _answerer(by: User, wanted: UUID | None) -> User | None:
    if wanted is None:
        return None
    found = people_with(Permission.REPLY, by.municipality).filter(pk=wanted).first()
    if found is None:
        raise Refusal(_("Personen finns inte eller får inte svara."), field="answerer")
    return found


def _sender(by: User, wanted: UUID | None) -> Department | None:
    if wanted is None:
        return None
    found = departments_visible_to(by).filter(pk=wanted).first()
    if found is None:
        raise Refusal(_("Förvaltningen finns inte."), field="sender")
    return found
