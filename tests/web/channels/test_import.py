"""Somebody's list of channels taken in, in the shapes that such lists have."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.factories.delivery import make_channel
from tests.factories.people import make_department, make_municipality, make_user
from tests.factories.rules import make_ruled_municipality
from tests.web.channels.workbook import repacked, workbook

from torg.channels.jobs import tidy
from torg.channels.models import Channel, ChannelImport
from torg.channels.queries import importing
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import Department, User

pytestmark = pytest.mark.django_db
LISTS = Path(__file__).parent / "lists"
PAGE = "/kanalregister/import/"


@pytest.fixture
def owner(db: None) -> Iterator[Department]:
    town = make_ruled_municipality()
    with scope(town.pk):
        make_department(municipality=town, name="Skola")
        yield make_department(municipality=town, name="Kultur och fritid")


@pytest.fixture
def keeper(owner: Department) -> User:
    return make_user(
        role="communications_department", municipality=owner.municipality, given_name="Tilde",
        family_name="Provsson",
    )  # fmt: skip


@pytest.fixture
def client(keeper: User) -> Client:
    made = Client()
    made.force_login(keeper)
    return made


def send(client: Client, content: bytes, name: str = "lista.csv", **chosen: str) -> str:
    """Through the three pages to what the list would do."""
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    opened = ChannelImport.objects.get()
    told = {key: str(at) for key, at in opened.columns.items()} | chosen
    answer = client.post(PAGE + "kolumner/", told)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(PAGE + "granska/")
    assert page.status_code == 200
    return page.content.decode()


def outcomes() -> list[tuple[int, str]]:
    plan = importing.Plan(ChannelImport.objects.get())
    return [(row.number, row.outcome) for row in plan.rows]


def take(client: Client, **given: str) -> int:
    return client.post(PAGE + "granska/", {"reason": "Fanns före registret", **given}).status_code


def test_a_table_from_a_website(client: Client, owner: Department) -> None:
    text = send(client, (LISTS / "webbplats.html").read_bytes(), "sida.html")
    assert [outcome for _number, outcome in outcomes()] == ["new", "new", "double", "new", "faulty"]
    assert "Samma konto eller namn som på rad 2." in text
    assert "”Blogg” är inte känt." in text
    assert not Channel.objects.exists()
    assert take(client) == 302
    bath = Channel.objects.get(network="facebook")
    assert (bath.name, bath.handle, bath.department) == ("Sjöstadsbadet", "sjostadsbadet", owner)
    assert bath.purpose == "Öppettider och vattentemperatur"
    assert bath.import_reason == "Fanns före registret"
    assert Channel.objects.get(network="youtube").address == "https://www.youtube.com/@sjostadskola"
    assert not ChannelImport.objects.exists()
    verbs = [entry.verb for entry in timeline(Ref("channels.channel", str(bath.pk)))]
    assert verbs == ["channel.added"]


def test_a_csv_of_an_older_program(client: Client, owner: Department, keeper: User) -> None:
    text = send(client, (LISTS / "forteckning.csv").read_bytes())
    assert outcomes() == [(2, "new"), (3, "new"), (4, "faulty"), (5, "faulty")]
    assert "”Okänd nämnd” finns inte i organisationen." in text
    assert "”våren 2015” går inte att läsa." in text
    assert "Ingen Alls finns inte bland personerna" in text
    assert "Raden har inget namn." in text
    assert take(client) == 302
    library = Channel.objects.get(name="Sjöstads bibliotek")
    assert (library.live_since, library.responsible) == (date(2019, 3, 1), keeper)
    english = Channel.objects.get(name="Library of Sjöstad")
    assert (english.language, english.handle) == ("en", "sjostadlibrary")


def test_a_spreadsheet_with_merged_cells_and_days_as_text(
    client: Client, owner: Department
) -> None:
    send(client, workbook(), "kanaler.xlsx")
    assert outcomes() == [(4, "new"), (5, "new"), (6, "new")]
    assert take(client) == 302
    told = {row.name: row for row in Channel.objects.select_related("department")}
    assert told["Ung i Sjöstad"].department == owner
    assert told["Ung i Sjöstad"].live_since == date(2021, 5, 17)
    assert told["Sjöstadsbadet"].live_since == date(2018, 3, 1)
    assert told["Skolan"].live_since == date(2019, 3, 1)
    assert told["Skolan"].purpose == "=SUMMA(A1)"


def test_what_is_there_is_found_by_id_and_by_any_address(client: Client, owner: Department) -> None:
    same = make_channel(department=owner, name="Badet")
    Channel.objects.filter(pk=same.pk).update(address="https://www.facebook.com/badet", purpose="A")
    other = make_channel(department=owner, name="Kultur", network="youtube")
    Channel.objects.filter(pk=other.pk).update(account_id="UCabcdefghijklmnopqrstuv")
    taken = make_channel(department=owner, name="Taget")
    Channel.objects.filter(pk=taken.pk).update(address="https://www.facebook.com/taget")
    rows = (
        "Namn;Nätverk;Länk;Syfte\n"
        "Badet i Sjöstad;;https://m.facebook.com/Badet/?ref=1;A\n"
        "Kulturfilm;;youtube.com/channel/UCabcdefghijklmnopqrstuv;Filmer\n"
        "Taget;;https://www.facebook.com/annat;\n"
    )
    text = send(client, rows.encode())
    assert outcomes() == [(2, "same"), (3, "changed"), (4, "faulty")]
    assert "<ins>Filmer</ins>" in text
    assert take(client, change="on") == 302
    other.refresh_from_db()
    assert other.purpose == "Filmer"
    assert Channel.objects.count() == 3


def test_without_a_word_what_is_there_stays(client: Client, owner: Department) -> None:
    there = make_channel(department=owner, name="Badet")
    send(client, b"Namn;N\xc3\xa4tverk;Syfte\nBadet;Facebook;Nytt\n")
    assert outcomes() == [(2, "changed")]
    assert take(client) == 302
    there.refresh_from_db()
    assert there.purpose == ""


def test_a_row_with_several_accounts_is_told_by_its_number_in_the_file(
    client: Client, owner: Department
) -> None:
    rows = (
        "Namn;Förvaltning;Facebook;Instagram\n"
        "Badet;Skola;https://www.facebook.com/badet;@badet\n"
        ";Skola;;instagram.com/museet\n"
        "Arkivet;Okänd;ja;\n"
    )
    text = send(client, rows.encode())
    assert outcomes() == [(2, "new"), (2, "new"), (3, "new"), (4, "faulty")]
    assert "Rader med flera konton är delade" in client.get(PAGE + "kolumner/").text
    assert "”Okänd” finns inte i organisationen." in text
    assert take(client) == 302
    told = set(Channel.objects.values_list("network", "name", "handle"))
    assert told == {
        ("facebook", "Badet", "badet"),
        ("instagram", "Badet", "badet"),
        ("instagram", "museet", "museet"),
    }


def test_a_misspelt_network_is_no_fault_where_the_address_tells(
    client: Client, owner: Department
) -> None:
    rows = "Namn;Plattform;Länk\nBadet;Intagram;instagram.com/badet\nElev;Blogg;skola.example\n"
    text = send(client, rows.encode(), unit=str(owner.pk))
    assert outcomes() == [(2, "new"), (3, "faulty")]
    assert "”Intagram” är inte känt; adressen säger Instagram." in text


def test_a_long_list_is_shown_a_page_at_a_time_without_what_agrees(
    client: Client, owner: Department
) -> None:
    there = make_channel(department=owner, name="Badet")
    rows = "Namn;Nätverk\nBadet;Facebook\n" + "".join(f"Skola {n};X\n" for n in range(250))
    text = send(client, (rows + "Fel;Blogg\n").encode(), unit=str(owner.pk))
    assert "Visar 1–200 av 251" in text
    assert f"/kanaler/{there.pk}" not in text
    assert text.index("”Blogg” är inte känt.") < text.index("Skola 0"), "faults come first"
    assert "Skola 249" in client.get(PAGE + "granska/", {"sida": "2"}).text
    assert client.get(PAGE + "granska/", {"sida": "x"}).status_code == 200


def test_a_list_that_nobody_took_in_is_forgotten(client: Client, owner: Department) -> None:
    send(client, "Namn;Nätverk\nBadet;X\n".encode(), unit=str(owner.pk))
    now = timezone.now()
    assert tidy(clock=lambda: now + timedelta(days=29)) == 0
    assert tidy(clock=lambda: now + timedelta(days=31)) == 1
    assert not ChannelImport.objects.exists()


def test_all_of_it_or_nothing(
    client: Client, owner: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "Namn;Nätverk;Förvaltning;Id\nEtt;Facebook;Skola;1\nTvå;X;Skola;77\n"
    send(client, rows.encode())
    elsewhere = make_municipality(slug="goteborg", name="Annan")
    with scope(elsewhere.pk):
        unit = make_department(municipality=elsewhere)
    foreign = make_channel(department=unit, network="x")
    with scope(elsewhere.pk):
        Channel.objects.filter(pk=foreign.pk).update(account_id="77")
    answer = client.post(PAGE + "granska/", {"reason": "Fanns"})
    assert answer.status_code == 409
    assert "Rad 3:" in answer.content.decode()
    assert "Fanns" in answer.content.decode()
    assert not Channel.objects.exists()
    assert ChannelImport.objects.exists()


def test_a_cell_is_chosen_for_one_thing_only_and_words_are_words(
    client: Client, owner: Department
) -> None:
    evil = "<script>alert(1)</script>"
    text = send(client, f"Namn;Nätverk;Förvaltning\n{evil};Facebook;{evil}\n".encode())
    assert evil not in text
    assert "&lt;script&gt;" in text
    answer = client.post(PAGE + "kolumner/", {"name": "0", "network": "0"})
    assert answer.status_code == 409
    assert evil not in answer.content.decode()
    text = send(client, f"Namn;Nätverk\n{evil};Facebook\n".encode(), unit=str(owner.pk))
    assert outcomes() == [(2, "new")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "tom"),
        (b"   \n\n", "ingen tabell"),
        (b"bara en rad utan kolumner", "varken CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0", "varken CSV"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "lösenord"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "äldre format"),
        (b"PK\x03\x04" + b"\0" * 90, "skadad"),
        (repacked({"xl/vbaProject.bin": "x"}), "makron"),
        (repacked({"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "skadad"),
        (repacked({"xl/worksheets/sheet1.xml": " " * 41_000_000}), "för stor"),
        (b"a;b\n" * 20_000, "för stor"),
        (b"<table>" + b"<tr><td>a<td>b</tr>" * 20_000, "för stor"),
        (b"a;b\n" + b"x" * 5_000_001, "för stor"),
        (workbook([["Namn", "Nätverk"], *[["a", "b"]] * 20_000], merged=""), "för stor"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_told_and_nothing_happens(
    content: bytes, said: str, client: Client, owner: Department
) -> None:
    answer = client.post(PAGE, {"file": SimpleUploadedFile("lista.xlsx", content)})
    assert answer.status_code in (200, 409)
    assert said in answer.content.decode()
    assert not ChannelImport.objects.exists()


def test_pages_without_a_file_lead_to_the_first(client: Client, owner: Department) -> None:
    for path in ("kolumner/", "granska/"):
        assert client.get(PAGE + path)["Location"] == PAGE
    assert client.get(PAGE).status_code == 200
