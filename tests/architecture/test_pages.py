"""Templates: residents' text stays text, and the strict CSP has nothing to block."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.architecture.house import ROOT, modules, templates

JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
UNSAFE = re.compile(r"\|\s*safe\b|autoescape\s+false|\bmark_safe\b|\bMarkup\(")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>")
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=")
HANDLER = re.compile(r"\son[a-z]+\s*=\s*[\"']|javascript:|hx-on[:-]|hx-vals\s*=\s*[\"']js:")

# Where Python itself makes markup, out of parts that it escapes. Each with its reason.
MARKUP_IN_CODE = {
    "src/torg/ui/": "components build attributes out of escaped parts",
    "src/torg/handbook/queries/rendering.py": "Markdown of our own files, raw HTML refused",
    "src/torg/adapters/networks/practice/wording.py": "links round escaped names",
}


def unescaped(root: Path) -> list[str]:
    """Templates and code that switch escaping off."""
    code = [
        (module.path, module.text)
        for module in modules(root)
        if not any(module.name.startswith(place) for place in MARKUP_IN_CODE)
    ]
    return _found(root, UNSAFE, [*_pages(root), *code])


def inline(root: Path) -> list[str]:
    """Script, style or handlers in the page itself."""
    markup = [(path, JINJA.sub("x", text)) for path, text in _pages(root)]
    return [
        found
        for pattern in (INLINE_SCRIPT, INLINE_STYLE, HANDLER)
        for found in _found(root, pattern, markup)
    ]


def _pages(root: Path) -> list[tuple[Path, str]]:
    return [(path, COMMENT.sub("", path.read_text(encoding="utf-8"))) for path in templates(root)]


def _found(root: Path, pattern: re.Pattern[str], texts: list[tuple[Path, str]]) -> list[str]:
    return [
        f"{path.relative_to(root)}: {match.group().strip()}"
        for path, text in texts
        for match in pattern.finditer(text)
    ]


@pytest.mark.parametrize("rule", [unescaped, inline])
def test_pages_keep(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (unescaped, "{{ message.text|safe }}"),
        (unescaped, "{{ message.text | safe }}"),
        (unescaped, "{% autoescape false %}"),
        (inline, "<script>alert(1)</script>"),
        (inline, '<script type="module">x</script>'),
        (inline, "<style>p {}</style>"),
        (inline, '<p style="color: red">'),
        (inline, '<a onclick="x()">'),
        (inline, '<a href="javascript:x()">'),
        (inline, '<a hx-on:click="x()">'),
    ],
)
def test_a_planted_page_is_found(
    rule: Callable[[Path], list[str]], text: str, tmp_path: Path
) -> None:
    page = tmp_path / "src/torg/room/templates/room/page.html"
    page.parent.mkdir(parents=True)
    page.write_text(text)
    assert len(rule(tmp_path)) == 1


def test_a_planted_mark_safe_is_found(tmp_path: Path) -> None:
    view = tmp_path / "src/torg/room/views/page.py"
    view.parent.mkdir(parents=True)
    view.write_text("x = mark_safe(message.text)\n")
    assert len(unescaped(tmp_path)) == 1


def test_scripts_from_files_pass(tmp_path: Path) -> None:
    page = tmp_path / "src/torg/room/templates/room/page.html"
    page.parent.mkdir(parents=True)
    page.write_text('<script type="module" src="{{ static(x) }}"></script><p data-on="x">')
    assert inline(tmp_path) == []
