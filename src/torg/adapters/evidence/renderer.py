"""The renderer: one card in, one PDF that passes our own gate out."""

import logging
import os
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock

from torg.adapters.evidence.coverage import Covers, every_font, plain_latin, spelled_out
from torg.adapters.evidence.gate import faults
from torg.adapters.evidence.sealing import sealed
from torg.adapters.evidence.verapdf import verapdf_faults
from torg.ports.errors import Mender, Refused
from torg.ports.evidence import Sheet

try:
    import weasyprint
except OSError:  # Pango or HarfBuzz is not installed: the desk works without the file
    weasyprint = None

STYLE = (files(__package__) / "card.css").read_text(encoding="utf-8")
ATTACHED = "bevis.json"
logging.getLogger("weasyprint").setLevel(logging.ERROR)


class PdfRenderer:
    """WeasyPrint with nothing to fetch. Layouts run one at a time: Pango is not thread-safe.

    verapdf: that program, where an operator has it; it is asked about every file too.
    """

    def __init__(self, verapdf: Path | None = None) -> None:
        self._one_at_a_time, self._verapdf = Lock(), verapdf
        # Subset fonts carry the time they were made, unless this says otherwise. Set once,
        # while the process starts, since threads must not change the environment.
        os.environ.setdefault("SOURCE_DATE_EPOCH", "0")

    def available(self) -> str:
        """Empty when it works here; else one Swedish sentence that says what is missing."""
        if weasyprint is None:
            return (
                "Pango saknas på servern, så beviset är originaldata, bevisblad och "
                "kontrollsummor utan PDF."
            )
        return ""

    def render(self, sheet: Sheet) -> bytes:
        """The PDF/A-3a with the payload inside. Raises Refused when it does not pass the gate.

        When a layout fails on its characters the text is set once more in plain Latin with
        the rest spelled out; the payload keeps it all.
        """
        if weasyprint is None:
            raise _refused("no-pango", self.available())
        found: list[str] = []
        for covers in (every_font, plain_latin):
            content = self._made(sheet, covers)
            found = faults(content)
            if not found and self._verapdf:
                found = verapdf_faults(self._verapdf, content)
            if not found:
                return content
        raise _refused("pdf-gate", ", ".join(found))

    def _made(self, sheet: Sheet, covers: Covers) -> bytes:
        made = datetime.fromisoformat(sheet.created).astimezone(UTC)
        attachment = weasyprint.Attachment(
            string=sheet.payload,
            name=ATTACHED,
            description="Beviset som data",
            created=made,
            modified=made,
            relationship="Source",
        )
        with self._one_at_a_time:
            try:
                document = weasyprint.HTML(
                    string=spelled_out(sheet.html, covers), url_fetcher=_nothing_outside()
                ).render(stylesheets=[_style()], pdf_variant="pdf/a-3a")
                document.metadata.created = document.metadata.modified = _stamp(made)
                content = document.write_pdf(
                    pdf_variant="pdf/a-3a",
                    pdf_identifier=sheet.identifier.encode(),
                    attachments=[attachment],
                )
            except Exception as error:
                # Whatever a layout stumbles on must not keep the content up (RECORDS B6).
                raise _refused("pdf-layout", f"{type(error).__name__}: {error}") from error
        return sealed(content)


@cache
def _style() -> object:
    """Read once; sheets do not change it."""
    return weasyprint.CSS(string=STYLE)


def _nothing_outside() -> object:
    return weasyprint.urls.URLFetcher(allowed_protocols=("data",))


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _refused(code: str, detail: str) -> Refused:
    return Refused(
        code, detail, cause="Beviset gick inte att göra till PDF.", mender=Mender.OPERATOR
    )
