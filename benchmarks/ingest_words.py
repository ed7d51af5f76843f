"""Residents' comments out of a seed: everyday Swedish words by Zipf, 6 to 44 of them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from torg.ports.network import Author, Event, EventKind, EventVerb

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
WORDS = """
och i att det som en på är av för med till den har de inte om ett men var jag från vi så kan man
när år säger hon under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara
hade alla andra mycket än här då sedan över bara in blir upp även vad få två vill ha många hur
mer går sig kommunen gatan skolan badhuset biblioteket parken cykelbanan snön plogas halkan
belysningen lampan bussen hållplatsen avgiften förskolan köerna maten barnen äldre hemtjänsten
vården soporna återvinningen papperskorgen hundarna lekplatsen gungorna vägen gropar asfalten
trafiken farten övergångsstället trottoaren träden gräset sjön stranden vattnet avloppet
räkningen blanketten handläggaren telefonen svaret beskedet beslutet möte politikerna budgeten
pengarna skatten idrottshallen ishallen föreningen ungdomarna kulturhuset öppettiderna stängt
öppet söndag måndag veckan sommaren vintern morgonen kvällen idag imorgon snart länge ofta
aldrig alltid kanske tack bra dåligt fint roligt synd hoppas undrar tycker borde önskar varför
vem vilken bygger flyttar river planerar lagar sköter städar hämtar lämnar
""".split()  # noqa: SIM905 - a list would be two hundred lines
WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))
PEOPLE_PER_THOUSAND = 400
POSTS_PER_THOUSAND = 12


def events(count: int, seed: int) -> Iterator[Event]:
    """New comments by Zipf over people and posts; ids are unique to the seed."""
    chance = random.Random(seed)
    people = max(20, count * PEOPLE_PER_THOUSAND // 1000)
    posts = max(3, count * POSTS_PER_THOUSAND // 1000)
    for number in range(count):
        who = int(chance.paretovariate(0.8)) % people
        root = f"post-{seed}-{int(chance.paretovariate(0.6)) % posts}"
        yield Event(
            kind=EventKind.COMMENT,
            verb=EventVerb.CREATED,
            network_id=f"c-{seed}-{number}",
            version="1",
            root_id=root,
            parent_id=root,
            author=Author(f"p-{seed}-{who}", f"@p{who}", f"Person {who}"),
            text=text(chance),
            made_available_at=START + timedelta(seconds=seed % 10**6 + number),
            url=f"https://natverk.example/{number}",
            raw=b'{"sample": true}',
        )


def text(chance: random.Random) -> str:
    """One comment; every fourth asks."""
    words = chance.choices(WORDS, cum_weights=WEIGHTS, k=chance.randint(6, 72))
    said = " ".join(words).capitalize()
    return said + chance.choice((".", ".", "!", "?"))


def pages(count: int, seed: int, size: int = 100, repeated: float = 0.05) -> list[list[Event]]:
    """The comments in pages; a share of each page repeats what came before."""
    chance = random.Random(-seed)
    made: list[list[Event]] = []
    seen: list[Event] = []
    fresh = events(count, seed)
    while page := [event for _, event in zip(range(size), fresh, strict=False)]:
        for place in range(len(page)):
            if seen and chance.random() < repeated:
                page[place] = chance.choice(seen)
        seen += page
        made.append(page)
    return made
