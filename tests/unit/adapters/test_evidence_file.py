"""The sealed file: PDF/A-3a with PDF/UA-1 whatever a resident writes, the same bytes each time."""

import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module, reload
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.template.loader import render_to_string
from pikepdf import Name
from tests.unit.adapters.hostile import Hostile, answer, says

from torg.adapters.evidence import renderer
from torg.adapters.evidence.coverage import every_font, installed, plain_latin, spelled_out
from torg.adapters.evidence.gate import faults
from torg.adapters.evidence.renderer import PdfRenderer
from torg.moderation.queries import plain
from torg.ports.errors import Refused
from torg.ports.evidence import Sheet

WHEN = "2026-09-08T08:00:00.000000Z"
TEXTS = {
    "ordinary": "Ni är helt borta. Gå hem!",
    "emoji": "😀 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇸🇪 ❤️ 1️⃣",
    "arabic": "مرحبا بالعالم، ١٢٣ שלום",
    "scripts": "สวัสดี አማርኛ 中文 हिन्दी 한국어 ქართული ⵣ 𝕬𝖇𝖈",
    "missing": "\ue000\U000f0000\U0001bc9f\u0378 \U00013000",
    "control": "\x00\x07\x1b[31m\u202eabc\u2066\u200b",
    "markup": "<script>alert(1)</script><style>*{display:none}</style><img src=x>&lt;b&gt;",
    "stacked": "Z" + "\u0335\u0321\u0489\u20e3" * 40,
    "one word": "å" * 4000,
    "empty": "",
}


def card(text: str) -> str:
    """The moderation room's own card about a text."""
    facts = {
        "municipality": "Provkommun",
        "department": "Kulturförvaltningen",
        "network": "facebook",
        "channel": {"name": "Provkanalen"},
        "under": {"published_at": WHEN, "url": "http://127.0.0.1:9/p", "text": "Badet öppnar."},
        "author": {"name": text[:60] or "Anna", "handle": "@anna", "id": "anna-1"},
        "text": text,
        "images": ["http://127.0.0.1:9/bild.jpg"],
        "context": f"Under inlägget om badet. {text[:200]}",
        "made_available_at": WHEN,
        "captured_at": WHEN,
        "sealed_at": WHEN,
        "sealed_by": "Mona Prov",
        "network_id": "k-1",
        "version": "1",
        "url": "http://127.0.0.1:9/k-1",
    }
    shown = {
        "facts": facts,
        "digests": {"text": "ab" * 32, "payload": "cd" * 32},
        "plain": plain,
        "moment": datetime.fromisoformat,
    }
    return render_to_string("moderation/card.html", shown)


def sheet(html: str) -> Sheet:
    """A sheet with a payload of its own."""
    return Sheet(html=html, payload=b'{"a":1}', identifier="ab" * 32, created=WHEN)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


@pytest.fixture(scope="module")
def maker() -> PdfRenderer:
    made = PdfRenderer()
    if made.available():
        pytest.skip(made.available())
    return made


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_whatever_was_written_becomes_a_file_that_passes(maker: PdfRenderer, text: str) -> None:
    content = maker.render(sheet(card(text)))
    assert faults(content) == []
    assert maker.render(sheet(card(text))) == content, "the same bytes each time"


def test_ten_thousand_characters_keep_their_every_page(maker: PdfRenderer) -> None:
    content = maker.render(sheet(card("Långa rader med ord i. " * 435)))
    with opened(content) as pdf:
        assert len(pdf.pages) > 2
    assert faults(content) == []


def test_the_payload_travels_inside_and_can_be_taken_out(maker: PdfRenderer) -> None:
    with opened(maker.render(sheet(card("Hej")))) as pdf:
        attached = pdf.attachments["bevis.json"]
        assert attached.get_file().read_bytes() == b'{"a":1}'
        assert pdf.Root.AF[0][Name.AFRelationship] == Name.Source
        assert str(pdf.Root.Lang) == "sv"
        with pdf.open_metadata() as about:
            assert about["pdfaid:part"] == "3"
            assert about["pdfaid:conformance"] == "A"
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "Bevisblad: Provkanalen, Provkommun"
            assert about["xmp:CreateDate"] == "2026-09-08T08:00:00Z"


def test_another_moment_or_payload_is_another_file(maker: PdfRenderer) -> None:
    html = card("Hej")
    first = maker.render(sheet(html))
    other = Sheet(html=html, payload=b'{"a":2}', identifier="ab" * 32, created=WHEN)
    assert maker.render(other) != first


def test_nothing_is_fetched_from_anywhere(maker: PdfRenderer, tmp_path: Path) -> None:
    outside = Hostile(says(answer(b"*{color:red}", mime="text/css")))
    secret = tmp_path / "hemlig.txt"
    secret.write_text("kanariegul-7f3a")
    lures = "".join(
        f'<link rel="stylesheet" href="{where}"><img alt="x" src="{where}">'
        f'<object data="{where}"></object><link rel="attachment" href="{where}">'
        f'<p style="background:url({where})">x</p>'
        for where in (f"{outside.origin}/x", secret.as_uri(), "ftp://127.0.0.1:9/x")
    )
    content = maker.render(sheet(card("Hej").replace("<main>", f"<main>{lures}")))
    assert outside.seen == []
    with opened(content) as pdf:
        assert list(pdf.attachments) == ["bevis.json"]
        streams = [each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    assert not any(b"kanariegul" in stream for stream in streams)


def test_a_bitmap_is_never_smoothed(maker: PdfRenderer) -> None:
    dot = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AA"
        "AAMBAQDJ/pLvAAAAAElFTkSuQmCC"
    )
    html = card("😀").replace("<main>", f'<main><img alt="prick" src="{dot}">')
    content = maker.render(sheet(html))
    with opened(content) as pdf:
        drawn = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and each.get(Name.Subtype) == Name.Image
        ]
        assert drawn
        assert not any(each.get(Name.Interpolate) for each in drawn)


def without(name: str) -> Callable[[pikepdf.Pdf], None]:
    """Take an entry of the catalogue away."""

    def damage(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[name]

    return damage


def with_metadata(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Write something else in the metadata."""

    def damage(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = pdf.make_stream(pdf.Root.Metadata.read_bytes().replace(old, new))

    return damage


def unrelate(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF[0][Name.AFRelationship] = Name.Data


def make_active(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def smooth(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Extra = pdf.make_stream(b"\0", Subtype=Name.Image, Interpolate=True)


def take_fonts_out(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and Name.FontFile2 in each:
            del each[Name.FontFile2]


def encode_anew(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get(Name.Subtype) == Name.Type0:
            each.Encoding = pdf.make_stream(b"cmap")


DAMAGES = {
    "no-output-intent": without("/OutputIntents"),
    "no-attachment": without("/AF"),
    "attachment-without-relationship": unrelate,
    "not-tagged": without("/MarkInfo"),
    "no-structure": without("/StructTreeRoot"),
    "no-language": without("/Lang"),
    "title-not-shown": without("/ViewerPreferences"),
    "no-pdfa-part": with_metadata(b'part="3"', b'part="2"'),
    "no-pdfa-conformance": with_metadata(b'conformance="A"', b'conformance="B"'),
    "no-pdfua-part": with_metadata(b"pdfuaid", b"x"),
    "active-content": make_active,
    "interpolated-image": smooth,
    "font-not-embedded": take_fonts_out,
    "character-without-glyph": encode_anew,
}


@pytest.mark.parametrize("fault", DAMAGES)
def test_the_gate_finds_what_an_archive_does_not_accept(maker: PdfRenderer, fault: str) -> None:
    out = BytesIO()
    with opened(maker.render(sheet(card("Hej")))) as pdf:
        DAMAGES[fault](pdf)
        pdf.save(out)
    assert fault in faults(out.getvalue())


def test_the_gate_closes_on_what_is_no_pdf() -> None:
    assert faults(b"annat")[0].startswith("unreadable")


def test_a_layout_that_met_an_unknown_character_is_stopped_by_the_gate(
    maker: PdfRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderer, "every_font", lambda code: True)
    monkeypatch.setattr(renderer, "plain_latin", lambda code: True)
    with pytest.raises(Refused) as refused:
        maker.render(sheet(card("Hej").replace("Badet", "\U000f0000")))
    assert "character-without-glyph" in refused.value.detail


def test_when_the_first_layout_fails_the_text_is_spelled_out(
    maker: PdfRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderer, "every_font", lambda code: True)
    assert faults(maker.render(sheet(card("Hej").replace("Badet", "\U000f0000")))) == []


def test_a_layout_that_stumbles_is_a_refusal(
    maker: PdfRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(**given: object) -> None:
        raise MemoryError("stort")

    monkeypatch.setattr("weasyprint.HTML", breaks)
    with pytest.raises(Refused) as refused:
        maker.render(sheet("<p>Hej</p>"))
    assert refused.value.code == "pdf-layout"


def test_unknown_characters_are_spelled_out_and_known_ones_kept() -> None:
    assert spelled_out("å\U000f0000\n\u200d", every_font) == "å[U+F0000]\n\u200d"
    assert spelled_out("å–م", plain_latin) == "å–[U+0645]"


def test_a_font_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "trasig.ttf").write_bytes(b"inte ett typsnitt")
    (tmp_path / "text.txt").write_text("hej")
    assert installed((tmp_path, tmp_path / "saknas")) == frozenset()


def test_without_pango_the_renderer_says_so_and_makes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Importing WeasyPrint raises OSError where Pango is not installed."""
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)

    class NoPango:
        """An import hook: what the dynamic linker says."""

        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    try:
        bare = reload(import_module("torg.adapters.evidence.renderer"))
        made = bare.PdfRenderer()
        assert "Pango saknas" in made.available()
        with pytest.raises(Refused) as refused:
            made.render(sheet("<p>Hej</p>"))
        assert refused.value.code == "no-pango"
    finally:
        monkeypatch.undo()
        reload(import_module("torg.adapters.evidence.renderer"))
