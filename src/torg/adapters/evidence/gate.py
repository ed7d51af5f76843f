"""Our own gate for PDF/A-3a + PDF/UA-1: what a layout can get wrong is looked for in each file.

Not a full validator: it knows the faults that hostile text and images have been seen to
cause, and the parts that the archive asks for. Each fault is a short English name.
"""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Name

XMP_MARKS = {
    "pdfa-part": b'pdfaid:part="3"',
    "pdfa-conformance": b'pdfaid:conformance="A"',
    "pdfua-part": b"<pdfuaid:part>1</pdfuaid:part>",
}
FONT_FILES = (Name.FontFile, Name.FontFile2, Name.FontFile3)
DEEPEST = 20
ACTIVE = (Name.JavaScript, Name.Launch, Name.SubmitForm, Name.ImportData, Name.URI)


def faults(content: bytes) -> list[str]:
    """What keeps the file out of the archive; empty when it passes."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            return sorted({*_frame(pdf), *_objects(pdf)})
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as error:
        return [f"unreadable: {type(error).__name__}"]


def _frame(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if pdf.is_encrypted:
        yield "encrypted"
    if Name.ID not in pdf.trailer:
        yield "no-id"
    if Name.OutputIntents not in root or not len(root.OutputIntents):
        yield "no-output-intent"
    if not _says(root, Name.MarkInfo, Name.Marked):
        yield "not-tagged"
    if Name.StructTreeRoot not in root:
        yield "no-structure"
    if Name.Lang not in root:
        yield "no-language"
    if not _says(root, Name.ViewerPreferences, Name.DisplayDocTitle):
        yield "title-not-shown"
    yield from _attached(root)
    xmp = root.Metadata.read_bytes() if Name.Metadata in root else b""
    yield from (f"no-{name}" for name, mark in XMP_MARKS.items() if mark not in xmp)


def _says(root: pikepdf.Object, part: Name, name: Name) -> bool:
    return part in root and bool(root[part].get(name))


def _attached(root: pikepdf.Object) -> Iterator[str]:
    if Name.AF not in root or not len(root.AF):
        yield "no-attachment"
        return
    for file in root.AF:
        if file.get(Name.AFRelationship) != Name.Source:
            yield "attachment-without-relationship"


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in pdf.objects:
        for part in _with_parts(each):
            yield from _object(part)


def _with_parts(each: pikepdf.Object, depth: int = 0) -> Iterator[pikepdf.Object]:
    """The object and every dictionary written inside it; what it points at comes by itself."""
    if isinstance(each, pikepdf.Stream | pikepdf.Dictionary):
        yield each
        inside = [each[key] for key in each.keys()]  # noqa: SIM118 (its iterator gives values)
    elif isinstance(each, pikepdf.Array):
        inside = list(each)
    else:
        return
    for part in inside:
        if isinstance(part, pikepdf.Object) and not part.is_indirect and depth < DEEPEST:
            yield from _with_parts(part, depth + 1)


def _object(each: pikepdf.Object) -> Iterator[str]:
    if Name.JS in each or each.get(Name.S) in ACTIVE:
        yield "active-content"
    if each.get(Name.Subtype) == Name.Image and each.get(Name.Interpolate):
        yield "interpolated-image"
    if each.get(Name.Type) == Name.Font:
        yield from _font(each)


def _font(font: pikepdf.Object) -> Iterator[str]:
    if font.get(Name.Subtype) == Name.Type0:
        # A layout that met a character without a glyph writes its own encoding: .notdef.
        if isinstance(font.get(Name.Encoding), pikepdf.Stream):
            yield "character-without-glyph"
        if Name.ToUnicode not in font:
            yield "font-without-unicode"
        return
    if font.get(Name.Subtype) == Name.Type3:
        return
    described = font.get(Name.FontDescriptor)
    if described is None or not any(key in described for key in FONT_FILES):
        yield "font-not-embedded"
