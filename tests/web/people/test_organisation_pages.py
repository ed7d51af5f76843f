"""The organisation from a file, as the administrator meets it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.factories.people import make_department
from tests.web.conftest import SignedIn

from torg.kernel.scope import scope
from torg.people.actions import tidy
from torg.people.models import Department, OrganisationImport

UPLOAD = "people:import_organisation"


def send(client: SignedIn, text: str | bytes, **fields: str) -> Any:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("org.csv", data, content_type="text/csv")
    return client.post(reverse(UPLOAD), {"file": file, **fields})


def test_a_file_is_sent_in_read_and_carried_out(administrator: SignedIn) -> None:
    make_department(municipality=administrator.user.municipality, name="Fritid")
    made = send(administrator, "namn;slag;ligger under\nKultur;bolag;\n", whole="on")
    shown = administrator.get(made["Location"]).content.decode()
    assert "Kultur" in shown
    assert "Upphör" in shown
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen

    done = administrator.post(made["Location"] + "infor/", {"seen": seen[1]}, follow=True)

    assert "2 ändringar är införda" in done.content.decode()
    assert set(Department.objects.filter(ended_on=None).values_list("name", flat=True)) == {
        "Kultur"
    }
    assert "Införd" in administrator.get(made["Location"]).content.decode()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("namn;slag;ligger under\nA;bolag;\nB;kontor;\n", ["<td>slag</td>", "”kontor”", ">3</th>"]),
        (b"", ["Filen är tom"]),
        (b"\x00\x01", ["annat än text"]),
        (b"PK\x03\x04", ["kalkylbok"]),
    ],
)
def test_a_wrong_file_is_answered_cell_by_cell_and_changes_nothing(
    administrator: SignedIn, file: str | bytes, said: list[str]
) -> None:
    answer = send(administrator, file)
    assert answer.status_code == 422
    assert all(words in answer.content.decode() for words in said)
    assert not Department.objects.exists()


def test_what_differs_since_the_preview_is_shown_and_can_be_seen_again(
    administrator: SignedIn,
) -> None:
    where = send(administrator, "namn;slag;ligger under\nKultur;bolag;\n")["Location"]
    make_department(municipality=administrator.user.municipality, name="Kultur")

    answer = administrator.post(where + "infor/", {"seen": "gammal"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Organisationen har ändrats" in page
    assert "Behövs inte längre: ny Kultur" in page
    assert "Har tillkommit: byter slag Kultur" in page
    fresh = re.search(r'name="seen" value="(\w+)"', page)
    assert fresh
    assert administrator.post(where + "infor/", {"seen": fresh[1]}).status_code == 302


def test_whoever_keeps_only_a_unit_is_not_offered_a_file(sign_in: Callable[..., SignedIn]) -> None:
    unit = make_department(municipality=sign_in("").user.municipality)
    theirs = sign_in("administrator", department=unit)
    assert UPLOAD.rpartition(":")[2] not in theirs.get("/forvaltningar/").content.decode()
    assert send(theirs, "namn").status_code == 403


def test_many_changes_are_shown_a_page_at_a_time_and_left_files_are_forgotten(
    administrator: SignedIn,
) -> None:
    rows = "namn;slag;ligger under\n" + "".join(f"Enhet {n:03};nämnd;\n" for n in range(250))
    page = send(administrator, rows)["Location"]
    first = administrator.get(page).text
    assert "Visar 1–200 av 250" in first
    assert ("Enhet 199" in first, "Enhet 249" in first) == (True, False)
    assert "Enhet 249" in administrator.get(page, {"sida": "2"}).text
    tidy(now=timezone.now() + timedelta(days=31))
    with scope(administrator.user.municipality_id):
        assert not OrganisationImport.objects.exists()
