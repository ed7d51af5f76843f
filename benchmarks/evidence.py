"""B9: evidence sheets to PDF/A-3a, against WeasyPrint on the same HTML; from click to sealed.

Subject: the desk's own renderer on the desk's own cards: characters looked up, laid out, sealed
and put through the gate. Limit: WeasyPrint alone on the same cards to the same kind of file, with
the same attachment. Then as many reports are made through the page, each its whole way into the
database, the files and the log. Sizes are sheets: 1, 10 and 100 unless others are asked for,
without the last when there is one round only.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from io import BytesIO
from typing import Any

import django

from benchmarks.cells import migrated
from benchmarks.plan import Line, Plan
from benchmarks.rounds import ratio

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")

GATE = 1.25
SEALED_WITHIN = 0.5
SIZES, SMALL = (1, 10, 100), (1, 10)
MOST = 1_000
WORDS = "ni är helt borta gå hem skäms 😡 👨‍👩‍👧 مرحبا بالعالم שלום \ue000 <b>fet</b> badet"


@dataclass(frozen=True, slots=True)
class Measured:
    """One size, without or with an image. Seconds; ratio, bare: times WeasyPrint's own."""

    sheets: int
    image: bool
    ratio: float
    bare: float
    each: float
    click: float
    click_wall: float


def run(plan: Plan) -> list[Line]:
    """Every size in a process and a folder of its own, without and with an image."""
    usual = SIZES if plan.rounds > 1 else SMALL
    sizes = [rows for rows in plan.rows if rows <= MOST] or usual
    found = [_cell(rows, plan.rounds, image) for rows in sizes for image in (False, True)]
    return [_line(each) for each in found]


def _line(found: Measured) -> Line:
    late = found.click > SEALED_WITHIN
    faults = (f"click to sealed took {found.click:.2f} s",) if late else ()
    told = (
        f"{'with' if found.image else 'without'} image: {found.each * 1e3:.0f} ms a sheet; "
        f"{found.bare:.2f} times a plain PDF of it; click to sealed p95 "
        f"{found.click * 1e3:.0f} ms by processor, {found.click_wall * 1e3:.0f} ms by clock"
    )
    return Line(found.sheets, found.ratio, GATE, told, faults)


def _cell(rows: int, rounds: int, image: bool) -> Measured:
    words = [f"--rows={rows}", f"--rounds={rounds}", *(["--image"] if image else [])]
    with tempfile.TemporaryDirectory(prefix="torg-evidence-") as folder:
        told = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.evidence", *words],
            env={**os.environ, "DATA_DIR": folder, "TORG_DATABASE_URL": ""},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return Measured(**json.loads(told.stdout.splitlines()[-1]))


def measure(rows: int, rounds: int, image: bool) -> Measured:
    """Report so many comments through the page; lay their cards out again, both ways."""
    renderer = import_module("torg.adapters.evidence.renderer")
    maker = renderer.PdfRenderer()
    if missing := maker.available():
        raise SystemExit(missing)
    sheets, clicks, walls = _clicked(max(rows, 20), maker)
    chosen = [_with_image(sheet) if image else sheet for sheet in sheets[:rows]]
    style = renderer.weasyprint.CSS(string=renderer.STYLE)
    found = ratio(
        lambda: [maker.render(sheet) for sheet in chosen],
        lambda: [_limit(renderer.weasyprint, style, sheet) for sheet in chosen],
        rounds,
    )
    bare = ratio(
        lambda: [maker.render(sheet) for sheet in chosen[:10]],
        lambda: [_bare(renderer.weasyprint, style, sheet) for sheet in chosen[:10]],
        1,
    )
    return Measured(
        rows, image, round(found.median, 3), round(bare.median, 3), found.subject / rows,
        _p95(clicks), _p95(walls),
    )  # fmt: skip


def _clicked(number: int, maker: Any) -> tuple[list[Any], list[float], list[float]]:
    """The sheets of so many reports, and what each took by processor and by clock."""
    seen: list[Any] = []

    class Kept:
        """The real renderer; what it is given is kept."""

        available = maker.available

        def render(self, sheet: Any) -> bytes:
            """As the real one."""
            seen.append(sheet)
            return bytes(maker.render(sheet))

    import_module("torg.ports.evidence").register(Kept())
    desk = import_module("tests.factories.inbox").make_desk("malmo")
    message_of = import_module("tests.factories.moderation").message_of
    reverse = import_module("django.urls").reverse
    client = import_module("django.test").Client()
    client.force_login(desk.writer)
    chance, words, clicks, walls = random.Random(number), WORDS.split(), [], []
    for turn in range(number + 1):
        text = " ".join(chance.choices(words, k=1_500 if turn % 50 == 49 else 25))[:10_000]
        at = reverse("moderation:report_message", kwargs={"message_id": message_of(desk, text).pk})
        began, wall = time.process_time(), time.perf_counter()
        answer = client.post(at, {"context": "Kommentar under inlägget om badet."})
        clicks.append(time.process_time() - began)
        walls.append(time.perf_counter() - wall)
        if answer.status_code != 302 or len(seen) != turn + 1:
            raise AssertionError(f"not sealed: {answer.status_code}")
    return seen[1:], clicks[1:], walls[1:]  # the first one reads every font, as a start does


def _with_image(sheet: Any) -> Any:
    image, out = import_module("PIL.Image"), BytesIO()
    image.effect_noise((1200, 800), 60).convert("RGB").save(out, "JPEG", quality=80)
    data = b64encode(out.getvalue()).decode()
    shown = f'<img alt="bild" width="600" src="data:image/jpeg;base64,{data}">'
    return replace(sheet, html=sheet.html.replace("</main>", f"{shown}</main>"))


def _limit(weasyprint: Any, style: Any, sheet: Any) -> bytes:
    attached = weasyprint.Attachment(string=sheet.payload, name="a.json", relationship="Source")
    page = weasyprint.HTML(string=sheet.html).render(stylesheets=[style], pdf_variant="pdf/a-3a")
    return bytes(page.write_pdf(pdf_variant="pdf/a-3a", attachments=[attached]))


def _bare(weasyprint: Any, style: Any, sheet: Any) -> bytes:
    return bytes(weasyprint.HTML(string=sheet.html).write_pdf(stylesheets=[style]))


def _p95(found: list[float]) -> float:
    return statistics.quantiles(found, n=20, method="inclusive")[-1]


def main() -> None:
    """One size, in this process: a line of JSON."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--rows", type=int, required=True)
    ask.add_argument("--rounds", type=int, required=True)
    ask.add_argument("--image", action="store_true")
    given = ask.parse_args()
    django.setup()
    migrated()
    with import_module("torg.kernel.scope").every_municipality():
        print(json.dumps(asdict(measure(given.rows, given.rounds, given.image))))


if __name__ == "__main__":
    main()
