"""`python -m torg.policy`: packs checked, explained, compared and begun without a desk."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.policy.packs import MUNICIPALITIES, POLICIES

from torg.policy.__main__ import main
from torg.policy.catalogue import PARAMETERS
from torg.policy.comparing import ABSENT, side_by_side
from torg.policy.loading import load_folder

ANSWERS = """
municipality = "provboda"
name = "Provboda"
document = "Provboda kommuns regler"

[take]
"reply.limit" = "vallentuna"
"post.max_per_day.main_facebook" = "malmo"
"removal.grounds.mandatory" = "goteborg"
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    copied = tmp_path / "policies"
    shutil.copytree(POLICIES, copied)
    return copied


def test_every_pack_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *[str(POLICIES / name) for name in MUNICIPALITIES]]) == 0
    assert capsys.readouterr().out.count("inga fel.") == len(MUNICIPALITIES)


def test_it_runs_where_there_is_no_desk() -> None:
    program = (
        "import sys; from torg.policy.__main__ import main\n"
        f"code = main(['check', {str(POLICIES / 'malmo')!r}])\n"
        "sys.exit(code or ('django' in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert told.returncode == 0, told.stderr.decode()


def test_a_broken_pack_is_told_and_the_others_are_read(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = packs / "malmo" / "pack.toml"
    broken.write_text(broken.read_text().replace("max_per_day = 1", 'max_per_day = "ett"'))
    assert main(["check", str(packs / "malmo"), str(packs / "goteborg")]) == 1
    told = capsys.readouterr()
    assert "malmo/pack.toml:" in told.err
    assert "'ett' är inget heltal" in told.err
    assert "Göteborg" in told.out


def test_a_rule_is_explained_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(POLICIES / "vallentuna"), "vallentuna.reply.deadline"]) == 0
    told = capsys.readouterr().out
    assert "Svarstid (vallentuna.reply.deadline)" in told
    assert "Källa: Riktlinjer för sociala medier, 2.1.5 (V-59)." in told
    assert "Exempel: En fredag eftermiddag" in told


def test_an_unknown_rule_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(POLICIES / "malmo"), "malmo.reply.dedline"]) == 1
    assert "Menar du malmo.reply.deadline?" in capsys.readouterr().err


def test_a_draft_is_judged_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--text", "Badet öppnar", "--channel-class", "main", "--on", "2026-09-08"]
    assert main(["explain", str(POLICIES / "malmo"), *asked, "--others", "1"]) == 0
    told = capsys.readouterr().out
    assert "malmo.main.day-booking, stoppar: det går inte vidare" in told
    assert main(["explain", str(POLICIES / "stockholm"), *asked]) == 0
    assert capsys.readouterr().out == "Inget att påpeka.\n"


def test_two_editions_are_compared_in_words(
    packs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = packs / "malmo" / "pack.toml"
    text = later.read_text().replace("posts = 2, remind_on", "posts = 3, remind_on")
    text = text.replace(
        '"2026-09-09" = 1 } }\nexpected = "pass"', '"2026-09-09" = 2 } }\nexpected = "pass"'
    )
    later.write_text(text)
    assert main(["diff", str(POLICIES / "malmo"), str(packs / "malmo")]) == 0
    told = capsys.readouterr().out
    assert "Förr: Minst 2 inlägg i veckan. Nu: Minst 3 inlägg i veckan." in told
    assert main(["diff", str(POLICIES / "malmo"), str(POLICIES / "malmo")]) == 0
    assert "Inga ändringar" in capsys.readouterr().out


def test_a_new_municipality_is_begun_from_a_filled_questionnaire(
    packs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = tmp_path / "svar.toml"
    filled.write_text(ANSWERS, encoding="utf-8")
    assert main(["new", "--packs", str(packs), "--answers", str(filled)]) == 0
    pack = load_folder(packs / "provboda")
    assert pack.rule("provboda.reply.deadline").citation.document == "Provboda kommuns regler"
    assert all(not rule.citation.ledger_ids for rule in pack.rules)
    assert pack.stating("image.basis") == []
    capsys.readouterr()
    assert main(["new", "--packs", str(packs), "--answers", str(filled)]) == 1
    assert "finns redan" in capsys.readouterr().err


def test_it_is_begun_by_asking_too(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = iter(["provdal", "Provdal", "Provdals regler", "1"])
    monkeypatch.setattr("builtins.input", lambda _asked: next(given, ""))
    assert main(["new", "--packs", str(packs)]) == 0
    assert [rule.kind for rule in load_folder(packs / "provdal").rules] == ["day_booking"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"provboda"', '"Prov boda"', "municipality: 'Prov boda' har fel form"),
        ('"reply.limit"', '"reply.limits"', "reply.limits = vallentuna: parametern eller"),
        ('= "vallentuna"', '= "solna"', "reply.limit = solna: parametern eller kommunen"),
        ("name =", "namn =", "namn: okänd nyckel. Menar du name?"),
    ],
)
def test_a_wrongly_filled_questionnaire_is_told(
    packs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    filled = tmp_path / "svar.toml"
    filled.write_text(ANSWERS.replace(old, new), encoding="utf-8")
    assert main(["new", "--packs", str(packs), "--answers", str(filled)]) == 1
    assert told in capsys.readouterr().err
    assert not (packs / "provboda").exists()


def test_the_questionnaire_offers_what_the_others_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "--packs", str(POLICIES), "--questionnaire"]) == 0
    told = capsys.readouterr().out
    assert '# "reply.limit" = "vallentuna"' in told
    assert all(f"# {parameter.title}\n" in told for parameter in PARAMETERS.values())


def test_what_a_municipality_does_not_state_is_absent() -> None:
    sides = dict(side_by_side([load_folder(POLICIES / name) for name in MUNICIPALITIES]))
    by_key = {
        parameter.key: {side.pack.municipality: side.words for side in found}
        for parameter, found in sides.items()
    }
    assert by_key["reply.greeting"]["malmo"] == ABSENT
    assert "Hej" in by_key["reply.greeting"]["stockholm"]


def test_a_folder_with_a_handbook_alone_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    folders = sorted(str(folder) for folder in POLICIES.iterdir() if folder.is_dir())
    assert main(["check", *folders]) == 0
    assert "shared: bara handbok" in capsys.readouterr().out
