"""Every component renders, and what people typed never becomes markup."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy, override
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import torg.ui
from torg.desk.queries.undo import Regret
from torg.kernel.refusals import Refusal
from torg.people.queries import Kept
from torg.rules.queries import Citation, Finding, Verdict
from torg.site.jinja import environment
from torg.ui.drawn import Row
from torg.ui.gallery import Clause, Happening, Remark, SampleForm
from torg.ui.saved_filters import FilterChip
from torg.ui.widgets import LocalDateTime, field_kind

HOME = Path(torg.ui.__file__).parent
TEMPLATES = HOME / "templates"
NOW = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
HOSTILE = "\"'><script>alert(1)</script><b onclick=x>&amp;"
# A component is a macro, or a name for what is drawn without one.
MACROS = re.compile(r"\{%-? macro ([a-z]\w*)\(|\{%-? set ([a-z]\w*) = drawn_")


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    with override("sv"):
        yield


@pytest.fixture(scope="module")
def env() -> Environment:
    return environment(loader=FileSystemLoader(TEMPLATES))


def call(env: Environment, file: str, macro: str, *args: Any, **kwargs: Any) -> str:
    module = env.get_template(f"ui/{file}.html").module
    return str(getattr(module, macro)(*args, **kwargs))


def inside(env: Environment, file: str, macro: str, **kwargs: Any) -> str:
    """The macro with a hostile body, through {% call %}."""
    source = (
        f'{{% from "ui/{file}.html" import {macro} %}}'
        f"{{% call {macro}(**given) %}}{{{{ body }}}}{{% endcall %}}"
    )
    return env.from_string(source).render(given=kwargs, body=HOSTILE)


class HostileForm(forms.Form):
    name = forms.CharField(label=HOSTILE, help_text=HOSTILE, widget=forms.Textarea)
    pick = forms.ChoiceField(
        label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=forms.RadioSelect, help_text=HOSTILE
    )
    agree = forms.BooleanField(label=HOSTILE)

    def clean(self) -> None:
        raise forms.ValidationError(HOSTILE)


FORM = HostileForm({"name": HOSTILE, "pick": "annat"})
H = HOSTILE
CARD = {"time": H, "network": H, "title": H, "url": H, "status": H}
LINK = {"label": H, "url": H, "current": True, "count": 3}
CALLS: dict[tuple[str, str], dict[str, Any]] = {
    ("icon", "icon"): {"name": H, "label": H},
    ("button", "button"): {"label": H, "name": H, "value": H, "attrs": {"hx-post": H}},
    ("link_button", "link_button"): {"label": H, "href": H, "icon_only": True},
    ("badge", "badge"): {"text": H, "tone": "danger", "title": H},
    ("moment", "moment"): {"when": NOW, "now": NOW, "style": "relative"},
    ("deadline_badge", "deadline_badge"): {"due": NOW, "now": NOW, "limit": NOW},
    ("avatar", "avatar"): {"name": H, "label": True},
    ("network", "network"): {"name": H, "compact": True},
    ("presence", "presence"): {"name": H, "mode": "writing"},
    ("presence", "presence_place"): {"kind": "konversation", "pk": uuid4()},
    ("draft", "draft_attrs"): {"kept": Kept("reply", str(uuid4()), H, H, NOW, {"text": [H]})},
    ("draft", "draft_note"): {"kept": Kept("reply", str(uuid4()), H, H, NOW, {"text": [H]})},
    ("draft", "draft_settled"): {"kept": Kept(H, H, H, H)},
    ("callout", "callout"): {"title": H, "tone": "warning"},
    ("card", "card"): {"title": H, "note": H, "actions": H, "id": H},
    ("empty_state", "empty_state"): {"title": H, "text": H, "action_label": H, "action_url": H},
    ("progress", "progress"): {"value": 3, "maximum": 5, "label": H, "text": H},
    ("definition_list", "definition_list"): {"pairs": [(H, H), ("Tomt", "")]},
    ("state_line", "state_line"): {"steps": [{"label": H, "state": "current", "who": H}]},
    ("tabs", "tabs"): {"items": [LINK], "label": H},
    ("toast", "toast"): {"text": H, "tone": "danger"},
    ("toast", "toasts"): {"messages": []},
    ("toast", "regret"): {"one": Regret(gettext_lazy(H), H, NOW), "csrf_input": ""},
    ("saved_filters", "saved_filters"): {
        "chips": [FilterChip(H, H, True, 51, H)], "new_url": H, "manage_url": H,
    },
    ("dialog", "dialog_link"): {"label": H, "dialog_id": H, "href": H},
    ("dialog", "dialog"): {"id": H, "title": H},
    ("pagination", "pagination"): {"next_url": H, "previous_url": H, "summary": H},
    ("pagination", "numbered_pages"): {"page": Paginator("abc", 1).page(2), "url": H, "label": H},
    ("timeline", "timeline"): {"items": [Happening(H, H, NOW, detail=H, url=H)], "now": NOW},
    ("findings_list", "findings_list"): {
        "findings": [Remark("stop", H, Clause(H, H, (H,)), help_key=H)],
    },
    ("help", "help_link"): {"place": "inlagg.ton", "label": H},
    ("help", "help_panel"): {},
    ("reading", "reading"): {"pages": [{"title": H, "slug": "sida"}]},
    ("comment_box", "comment_box"): {
        "text": H * 40, "author": H, "network": H, "when": NOW, "now": NOW, "url": H, "handle": H,
        "note": H,
    },
    ("table", "table"): {"caption": H, "columns": [{"label": H}], "rows": [[H], {"cells": [H]}]},
    ("row_list", "row"): {"title": H, "url": H, "text": H, "meta": [H], "lead": H, "trail": H},
    ("row_list", "rows"): {"items": [Row(H, H, H, (H,), H, H), Row(H)]},
    ("row_list", "row_list"): {"items": [{"title": H, "url": H}], "label": H},
    ("form_errors", "form_errors"): {"form": FORM, "refusal": Refusal(H, remedy=H, cite=H)},
    ("field", "field"): {"bound": FORM["name"], "counter": 10},
    ("filter_bar", "filter_bar"): {
        "fields": [{"name": H, "label": H, "value": H, "options": [(H, H)]},
                   {"name": "q", "label": H, "value": H}],
        "chips": [{"label": H, "url": H}], "clear_url": H, "hidden": {H: H}, "action": H,
    },
    ("calendar_cell", "calendar_card"): {"card": CARD},
    ("calendar_cell", "calendar_cell"): {
        "day": date(2026, 3, 12), "cards": [CARD], "booking": "held", "holder": H, "more": 2,
        "more_url": H, "add_url": H,
    },
    ("chart_frame", "chart_frame"): {"title": H, "columns": [{"label": H}], "rows": [[H]],
                                     "summary": H, "note": H},
    ("chart_frame", "bar_chart"): {"bars": [(H, 3), ("b", 0)], "label": H, "unit": H},
}  # fmt: skip
BODIES = {"callout", "card", "dialog", "chart_frame", "comment_box", "row", "row_list"}


@pytest.mark.parametrize(("file", "macro"), CALLS)
def test_hostile_text_stays_text(env: Environment, file: str, macro: str) -> None:
    given = CALLS[file, macro]
    html = inside(env, file, macro, **given) if macro in BODIES else call(env, file, macro, **given)
    assert html.strip()
    assert "<script" not in html
    assert "<b onclick" not in html
    # A quote that got out of an attribute would leave a bare handler in a tag.
    assert not re.search(r"<[a-z]+[^>\"]*(\"[^\"]*\"[^>\"]*)*\sonclick=", html)
    assert "style=" not in html


def test_no_macro_is_left_without_such_a_test() -> None:
    """Each public macro of the components has a call above; the frame's own parts do not count."""
    found = {
        (path.stem, macro or drawn)
        for path in (TEMPLATES / "ui").glob("[a-z]*.html")
        for macro, drawn in MACROS.findall(path.read_text())
    }
    assert found == set(CALLS)


def test_every_macro_stands_in_the_readme_and_no_template_is_long() -> None:
    readme = (TEMPLATES / "ui" / "README.md").read_text()
    for _, macro in CALLS:
        assert macro in readme, macro
    for path in TEMPLATES.rglob("*.html"):
        assert len(path.read_text().splitlines()) <= 120, path


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (HOME / "static/ui/icons.svg").read_text()))
    html = re.compile(
        r'icon_name="([a-z-]+)"|\bicon\("([a-z-]+)"[,)]|\bempty_state\([^}]*"([a-z-]+)"\)'
    )
    code = re.compile(r'"icon": "([a-z-]+)"|\bicon="([a-z-]+)"')
    for suffix, asked in (("html", html), ("py", code)):
        for path in HOME.parent.rglob(f"*.{suffix}"):
            for pair in asked.findall(path.read_text()):
                assert set(pair) - {""} <= drawn, path
    missing = [n for n in ("facebook", "instagram", "x", "youtube", "linkedin", "threads",
                           "bluesky", "mastodon") if f"network-{n}" not in drawn]  # fmt: skip
    assert missing == []


def test_another_macros_output_is_kept_as_markup(env: Environment) -> None:
    inner = Markup(call(env, "badge", "badge", "Klar", "success"))
    html = call(env, "table", "table", "Kanaler", [{"label": "Läge"}], [[inner]], header=None)
    assert '<span class="t-badge t-tone--success">' in html


class TestField:
    def test_a_wrong_field_keeps_what_was_typed_and_names_its_error(self, env: Environment) -> None:
        form = SampleForm({"link": "inte en länk"})
        html = call(env, "field", "field", form["link"])
        assert 'value="inte en länk"' in html
        assert 'aria-invalid="true"' in html
        assert 'aria-describedby="id_link_error"' in html
        assert 'id="id_link_error"' in html
        assert '<label for="id_link">' in html

    def test_help_and_counter_are_tied_to_the_field(self, env: Environment) -> None:
        html = call(env, "field", "field", SampleForm()["text"], counter=300)
        assert 'aria-describedby="id_text_helptext"' in html
        assert 'data-counter="300"' in html
        assert "Högst 300 tecken" in html

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("text", "plain"), ("network", "plain"), ("reason", "choices"), ("channels", "choices"),
         ("consent", "checkbox"), ("picture", "plain")],
    )  # fmt: skip
    def test_each_kind_has_its_layout(self, env: Environment, name: str, kind: str) -> None:
        bound = SampleForm()[name]
        html = call(env, "field", "field", bound)
        assert field_kind(bound) == kind
        assert ("<fieldset" in html) == (kind == "choices")
        assert html.count("<input") + html.count("<select") + html.count("<textarea") >= 1

    def test_choices_keep_what_was_chosen_and_point_at_their_error(self, env: Environment) -> None:
        form = SampleForm({"channels": ["ig", "okänd"]})
        html = call(env, "field", "field", form["channels"])
        assert re.search(r'value="ig"[^>]* checked', html)
        assert 'aria-describedby="id_channels_helptext id_channels_error"' in html

    def test_optional_is_said_in_words(self, env: Environment) -> None:
        assert "(frivilligt)" in call(env, "field", "field", SampleForm()["link"])
        assert "(frivilligt)" not in call(env, "field", "field", SampleForm()["text"])

    def test_the_native_picker_gets_wall_time(self, env: Environment) -> None:
        class Timed(forms.Form):
            at = forms.DateTimeField(widget=LocalDateTime)

        form = Timed(initial={"at": datetime(2026, 3, 13, 10, 0)})  # noqa: DTZ001
        html = call(env, "field", "field", form["at"])
        assert 'type="datetime-local"' in html
        assert 'value="2026-03-13T10:00"' in html


def test_the_summary_leads_to_each_wrong_field(env: Environment) -> None:
    form = SampleForm({})
    html = call(env, "form_errors", "form_errors", form)
    assert 'href="#id_text"' in html
    assert 'role="alert"' in html
    assert call(env, "form_errors", "form_errors", SampleForm()).strip() == ""


def test_a_refusal_says_cause_remedy_and_clause(env: Environment) -> None:
    refusal = Refusal("Dagen är tagen.", remedy="Be om den.", cite="Kanaler · M1-12", field="text")
    html = call(env, "form_errors", "form_errors", SampleForm(), refusal)
    assert '<a href="#id_text">Dagen är tagen.</a> Be om den.' in html
    assert "<cite>Kanaler · M1-12</cite>" in html


def test_a_deadline_has_words_icon_tone_and_time(env: Environment) -> None:
    html = call(env, "deadline_badge", "deadline_badge", NOW - timedelta(hours=2), NOW)
    assert "t-tone--danger" in html
    assert "#alert-octagon" in html
    assert '<time datetime="2026-03-12T11:05:00Z">Försenat 2\N{NO-BREAK SPACE}h</time>' in html


def test_a_finding_says_its_verdict_and_its_source(env: Environment) -> None:
    remark = Remark("stop", "Bilden saknar text.", Clause("Riktlinjer", "Bild", ("M1-29",)), "alt")
    html = call(env, "findings_list", "findings_list", [remark])
    assert "Stopp</strong> Bilden saknar text." in html
    assert "<cite>Riktlinjer, Bild · M1-29</cite>" in html
    assert "<a " not in html


def test_a_finding_leads_to_what_explains_it(env: Environment) -> None:
    def shown(*rows: str) -> str:
        cite = Citation("Riktlinjer", "Inlägg", rows)
        found = Finding("prov.regel", "required_elements", Verdict.STOP, "Något saknas.", cite)
        return call(env, "findings_list", "findings_list", [found])

    assert 'href="/handbok/hjalp/m1-40/" target="_blank" rel="noopener" data-help' in shown("M1-40")
    assert 'href="/handbok/sida/boka-huvudkontot/"' in shown("M1-29")
    assert 'href="/regler/regel/prov.regel/"' in shown("V-01")


def test_long_comments_are_folded_and_short_ones_are_not(env: Environment) -> None:
    def box(text: str) -> str:
        return call(env, "comment_box", "comment_box", text, "Maja", "x", NOW, NOW)

    assert "<details" not in box("Hej")
    folded = box("Ord " * 400)
    assert "<details" in folded
    assert folded.count("<bdi") >= 3


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " //evil.example"])
def test_a_networks_address_is_linked_only_when_it_is_one(env: Environment, url: str) -> None:
    def box(url: str) -> str:
        return call(env, "comment_box", "comment_box", "Hej", "Maja", "x", NOW, NOW, url=url)

    assert "<a " not in box(url)
    assert 'href="https://social.example/1"' in box("https://social.example/1")


def test_the_calendar_cell_says_its_day_and_state_in_words(env: Environment) -> None:
    html = call(env, "calendar_cell", "calendar_cell", date(2026, 3, 12), booking="locked", more=2)
    assert "torsdag 12\N{NO-BREAK SPACE}mars" in html
    assert "<span>Låst</span>" in html
    assert "+2 till" in html


def test_templates_never_touch_a_name_that_is_not_there() -> None:
    """Compiles every template; a macro imported under a wrong name fails here."""
    strict = environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined)
    for name in strict.list_templates(extensions=["html"]):
        assert strict.get_template(name)
