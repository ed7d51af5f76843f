"""A desk in the middle of its week: posts in every state, residents who wait, acts gone wrong."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive, words
from tests.factories.network import make_event
from tests.factories.planning import TICKED, content

from torg.channels.actions import mark_broken
from torg.channels.models import Channel, ChannelClass
from torg.delivery.models import Act
from torg.inbox import actions as inbox
from torg.inbox.models import Thread
from torg.people.models import User
from torg.planning import actions
from torg.planning.models import Post
from torg.planning.queries import content_hash
from torg.ports.network import Author, EventKind

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SAID = (
    ("Anna Karlsson", "Hej! När öppnar badhuset på helgdagar? Skylten säger en annan tid."),
    ("Erik Holm", "Vilken fin lekplats, tack till alla som byggde den!"),
    ("kattmamman87", "Det är bedrövligt att gatlampan på Storgatan varit släckt i tre veckor."),
    ("Fatima Noor", "Ni borde ha fler bänkar längs ån, det är långt mellan dem för oss äldre."),
)  # fmt: skip


def wall(now: datetime, days: int, clock: str) -> str:
    """Local wall time some days from now."""
    return f"{(now.astimezone(STOCKHOLM) + timedelta(days=days)).date()}T{clock}"


class Week:
    """The desk's channels and one post of each kind, written in the days before `now`."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self.desk, self.now = desk, now
        self.main = make_channel(
            department=desk.department, channel_class=ChannelClass.MAIN, name="Kommunens huvudsida"
        )
        self.library = make_channel(
            department=desk.department, network="instagram", name="Stadsbiblioteket"
        )
        self.bus = make_channel(department=desk.department, network="x", name="Trafikläget")
        self.draft = self.write("Vinn biljetter till friluftsteatern", self.main, 4)
        self.undated = self.write("Så sopsorterar du rätt", self.library, None)
        self.submitted = self.submit(
            self.write("Höstlov på biblioteket", self.library, 1, by=desk.colleague)
        )
        self.approved = self.approve(self.write("Nya öppettider på badhuset", self.main, 2))
        self.today = self.approve(self.write("Vägarbete på Storgatan", self.bus, 0, "23:50"))
        self.returned = actions.return_post(
            post=self.submit(self.write("Cykelvägen öppnar", self.bus, 3)),
            reason="Skriv vilken sida av ån det gäller.",
            by=desk.lead,
            now=now,
        )
        self.missed = actions.release(
            post=self.approve(self.write("Julmarknad vid torget", self.main, -1)), now=now
        )
        self.live = self.out("Fritidskort delas ut", self.main, -3, "live")
        self.refused = self.out("Bibliotekets vecka", self.library, -2, "refused")
        self.unknown = self.out("Trafikomläggning i hamnen", self.bus, -1, "unknown")

    def write(
        self,
        title: str,
        channel: Channel,
        days: int | None,
        clock: str = "09:00",
        *,
        by: User | None = None,
    ) -> Post:
        """A draft, written eight days ago."""
        planned = "" if days is None else wall(self.now, days, clock)
        return actions.write_post(
            department=self.desk.department,
            content=content(
                channel,
                title=title,
                text=f"{title}. Läs mer på https://kommun.example/aktuellt\n\n/{self.desk.writer.given_name}",
                planned_wall=planned,
            ),
            by=by or self.desk.writer,
            now=self.now - timedelta(days=8),
        )

    def submit(self, post: Post) -> Post:
        """Left to a colleague, with a motive for whatever the rules warn of."""
        Post.objects.filter(pk=post.pk).update(motive="Avstämt med avdelningen.")
        return actions.submit(post=post, by=post.author, now=self.now - timedelta(days=7))

    def approve(self, post: Post) -> Post:
        """Read by the lead."""
        post = self.submit(post)
        return actions.approve(
            post=post,
            content=content_hash(post),
            checks=["tone", "wording", *TICKED],
            by=self.desk.lead,
            now=self.now - timedelta(days=6),
        )

    def out(self, title: str, channel: Channel, days: int, ended: str) -> Post:
        """Released at its minute, and what became of its act."""
        post = self.approve(self.write(title, channel, days))
        assert post.planned_at
        actions.release(post=post, now=post.planned_at)
        act = Act.objects.filter(variant__post=post)
        endings: dict[str, dict[str, object]] = {
            "due": {},
            "live": {"network_id": f"n{act.get().pk}", "network_url": "http://127.0.0.1:9/p"},
            "refused": {"cause": "Nätverket säger att bilden är för stor.", "mender": "author"},
            "unknown": {
                "found": "Kontot lästes av utan att inlägget syntes säkert.",
                "asks_person": True,
                "uncertain_until": self.now,
            },
        }
        act.update(state=ended, **endings[ended])
        return post


def residents_write(desk: Desk, now: datetime, said: Sequence[tuple[str, str]] = SAID) -> None:
    """Comments of the last days and a direct message; one is claimed, one has a reply to read."""
    for number, (name, text) in enumerate(said):
        author = Author(f"p{number}", f"@{name.split()[0].lower()}", name)
        event = make_event(
            f"c{number}", text=text, author=author, at=now - timedelta(hours=60 - 19 * number)
        )
        arrive(desk.channel, event)
    arrive(desk.channel, make_event("d1", kind=EventKind.MESSAGE, root="talk", at=now))
    mine = Thread.objects.get(person__author_id="p1")
    inbox.claim(thread=mine, by=desk.writer, now=now)
    read = Thread.objects.get(person__author_id="p2")
    inbox.request_second_reader(
        thread=read,
        words=words(read, "Hej!\n\nVi har felanmält lampan.\n\nHälsningar Sara, kommunikatör"),
        by=desk.colleague,
        now=now,
    )


def break_connection(channel: Channel, now: datetime) -> None:
    """The network no longer takes the key."""
    mark_broken(connection=channel.connection, code="expired", now=now)
