"""What the inbox's forms bring, as clean data. Nothing is saved here."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.inbox.actions import Seen, Words
from torg.inbox.models import MessageKind, Outcome, Template, Thread, ThreadKind
from torg.inbox.queries import Filters
from torg.inbox.queries.reposting import Sharing
from torg.people.models import Department
from torg.ui.widgets import LocalDateTime

# Closed by sending: these come of themselves when a reply, a like or a referral goes out.
CLOSES = [("", _("Välj …")), *((one.value, one.label) for one in Outcome)]

_KINDS, _SORTS = frozenset(ThreadKind.values), frozenset(MessageKind.values)

# What residents read is spelled right: the browser marks what its Swedish word list lacks (S-14).
SPELLED = {"spellcheck": "true", "lang": "sv"}


def new_token() -> str:
    """A token for one opened reply form."""
    return secrets.token_urlsafe(24)


class ReplyForm(forms.Form):
    """The editor. known: what stood in the conversation when it was opened."""

    text = forms.CharField(
        label=_("Svar"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 9, **SPELLED}),
        strip=False,
    )
    motive = forms.CharField(
        label=_("Varför skickas det trots varningen?"), required=False, max_length=500
    )
    template: "forms.ModelChoiceField[Template]" = forms.ModelChoiceField(
        label=_("Mall"), queryset=None, required=False, empty_label=_("Välj mall")
    )
    form_token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    known = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, templates: QuerySet[Template], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]

    def words(self) -> Words:
        """The cleaned form as the actions take it."""
        return words_of(self.cleaned_data)


def words_of(data: dict[str, Any]) -> Words:
    """Cleaned data with text, form_token and maybe known and motive."""
    return Words(
        text=data["text"].replace("\r\n", "\n"),
        form_token=data["form_token"],
        known=data.get("known", ""),
        motive=data.get("motive", ""),
    )


class ReferForm(forms.Form):
    """Another body answers; the text names it."""

    body = forms.CharField(label=_("Instans"), max_length=200)
    text = forms.CharField(
        label=_("Svar"), widget=forms.Textarea(attrs={"rows": 8, **SPELLED}), strip=False
    )
    motive = forms.CharField(
        label=_("Varför skickas det trots varningen?"), required=False, max_length=500
    )
    form_token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    known = forms.CharField(required=False, widget=forms.HiddenInput)


class ForwardForm(forms.Form):
    """Another department takes over."""

    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("Förvaltning"), queryset=None, empty_label=_("Välj …")
    )
    note = forms.CharField(
        label=_("Hälsning till kollegorna"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    acknowledgement = forms.CharField(
        label=_("Besked till invånaren"),
        help_text=_("Skickas som svar från kanalen. Töm rutan om inget ska skickas."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, **SPELLED}),
        strip=False,
    )
    reason = forms.CharField(
        label=_("Varför får invånaren inget besked?"), required=False, max_length=300
    )
    motive = forms.CharField(
        label=_("Varför skickas beskedet trots varningen?"), required=False, max_length=500
    )
    form_token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    known = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The cleaned form as `actions.forward` takes it; no words when nothing is to be sent."""
        data = self.cleaned_data
        text = data["acknowledgement"]
        return {
            "department": data["department"],
            "note": data["note"],
            "reason": data["reason"],
            "acknowledgement": words_of({**data, "text": text}) if text.strip() else None,
        }


class RepostForm(forms.Form):
    """What is said of a share. known: what stood in the conversation when it was opened."""

    known = forms.CharField(required=False, widget=forms.HiddenInput)
    source_checked = forms.BooleanField(
        label=_("Källan är kontrollerad och får spridas"), required=False
    )
    co_arranged_with = forms.CharField(
        label=_("Arrangeras tillsammans med"), max_length=200, required=False
    )
    motive = forms.CharField(
        label=_("Motiv"), max_length=500, required=False,
        help_text=_("Behövs när en regel varnar."),
    )  # fmt: skip

    def sharing(self) -> Sharing:
        """The cleaned form as `actions.repost` takes it."""
        return Sharing(**self.cleaned_data)


class ReadShareForm(forms.Form):
    """What the second reader of a share says. content: the digest of what was shown."""

    content = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Kommentar till den som bad om delningen"),
        help_text=_("Behövs när du lämnar tillbaka den."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )


class CloseForm(forms.Form):
    """How the thread ended."""

    outcome = forms.ChoiceField(label=_("Hur avslutas den?"), choices=CLOSES)
    repeat_of: "forms.ModelChoiceField[Thread]" = forms.ModelChoiceField(
        label=_("Tidigare konversation där svaret gavs"),
        queryset=None,
        required=False,
        empty_label=_("Ingen"),
    )
    note = forms.CharField(label=_("Anteckning"), required=False, max_length=500)

    def __init__(self, *args: Any, earlier: QuerySet[Thread], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["repeat_of"]
        chosen.queryset = earlier
        chosen.label_from_instance = _name_of


def _name_of(thread: Thread) -> str:
    text = thread.latest.text if thread.latest else ""
    return f"{thread.latest_at:%Y-%m-%d}: {text[:80]}"


class KindForm(forms.Form):
    """What the message is about."""

    message = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Sort"), choices=MessageKind.choices)


class NoteForm(forms.Form):
    """For colleagues only."""

    note = forms.CharField(
        label=_("Intern anteckning"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
    )


class ReadForm(forms.Form):
    """What the second reader says."""

    note = forms.CharField(
        label=_("Kommentar till den som skrev"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )


class SeenForm(forms.Form):
    """A comment that somebody has read where Torg does not hear."""

    channel = forms.ChoiceField(label=_("Var stod den?"))
    text = forms.CharField(
        label=_("Kommentaren"),
        help_text=_("Ordagrant, som den står på sidan."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = forms.CharField(
        label=_("Vem skrev?"),
        help_text=_("Namnet som det står på sidan. Lämna tomt om inget namn syns."),
        max_length=200,
        required=False,
    )
    at = forms.DateTimeField(
        label=_("När skrevs den?"),
        help_text=_("Svarstiden räknas härifrån. Står ingen tid på sidan, ange när du såg den."),
        widget=LocalDateTime(),
    )
    url = forms.URLField(
        label=_("Adress till sidan"), max_length=500, required=False, assume_scheme="https"
    )
    form_token = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, channels: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._channels = {str(channel.pk): channel for channel in channels}
        named = [(key, str(channel)) for key, channel in self._channels.items()]
        self.fields["channel"].choices = [("", _("Välj …")), *named]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The cleaned form as `actions.note_comment` takes it."""
        data = dict(self.cleaned_data)
        return {"channel": self._channels[data.pop("channel")], "seen": Seen(**data)}


class RoundForm(forms.Form):
    """One watch round."""

    channel: "forms.ModelChoiceField[Channel]" = forms.ModelChoiceField(queryset=None)
    rule = forms.CharField(max_length=120)
    note = forms.CharField(
        label=_("Anteckning"), required=False, max_length=500, widget=forms.TextInput
    )

    def __init__(self, *args: Any, channels: QuerySet[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]


def filters_of(query: QueryDict) -> Filters:
    """What an address narrows the queues by; an unknown value in it means nothing."""
    channel, kind, sort = (query.get(name, "") for name in ("kanal", "typ", "sort"))
    return Filters(
        channel=_id(channel),
        kind=kind if kind in _KINDS else "",
        sort=sort if sort in _SORTS else "",
        late=query.get("sena", "") not in {"", "0", "false", "False"},
    )


def _id(written: str) -> str:
    try:
        return str(UUID(written)) if written else ""
    except ValueError:
        return ""
