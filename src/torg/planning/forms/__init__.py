"""What the editor of a post sends in. What is pressed on its page: `steps`."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.channels.queries import open_channels
from torg.media.models import MediaItem
from torg.media.queries import visible_to as media_visible_to
from torg.people.models import Department, DepartmentKind, User
from torg.people.permissions import Permission
from torg.people.queries import departments_visible_to, people_with, senders_for
from torg.planning.actions import PostContent
from torg.planning.forms.deciding import RECEIVED_LABEL
from torg.planning.forms.film import FilmFields, film_initial
from torg.planning.models import Post, Received
from torg.planning.permissions import can_speak_for
from torg.planning.queries import benefits_asked
from torg.ui.widgets import LocalDateTime


class PostForm(FilmFields):
    """Everything about a post. Own texts are extra fields, one per channel: own_<id>."""

    title = forms.CharField(
        label=_("Arbetsrubrik"), max_length=120, help_text=_("Syns bara här, aldrig på nätverken.")
    )
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        queryset=None, label=_("Förvaltning"), empty_label=None
    )
    channels: forms.ModelMultipleChoiceField[Channel] = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Kanaler"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 7})
    )
    keep: forms.ModelMultipleChoiceField[MediaItem] = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Bilder i inlägget"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    brands: forms.ModelMultipleChoiceField[MediaItem] = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Visar någon annans logotyp eller produkt"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    image = forms.FileField(
        label=_("Lägg till bild"), required=False, help_text=_("JPEG, PNG eller WebP, högst 10 MB.")
    )
    alt = forms.CharField(
        label=_("Alternativtext"), max_length=2000, required=False,
        help_text=_("Beskriv bilden för den som inte ser den."),
    )  # fmt: skip
    decorative = forms.BooleanField(label=_("Bilden är bara dekoration"), required=False)
    credit = forms.CharField(label=_("Fotograf eller källa"), max_length=200, required=False)
    brand = forms.BooleanField(
        label=_("Bilden visar någon annans logotyp eller produkt"), required=False
    )
    planned_wall = forms.CharField(
        label=_("Går ut"), required=False, widget=LocalDateTime(),
        help_text=_("Svensk tid. Lämna tomt för ett utkast utan dag."),
    )  # fmt: skip
    fold = forms.ChoiceField(
        label=_("Vilken av gångerna?"), required=False,
        choices=[
            ("", _("Frågan gäller bara natten då klockan ställs tillbaka")),
            ("first", _("Första gången (sommartid)")),
            ("second", _("Andra gången (vintertid)")),
        ],
    )  # fmt: skip
    relevance = forms.CharField(
        label=_("Varför angår det invånarna?"), max_length=500, required=False
    )
    answerer: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=_("Svarar på frågor om inlägget"), required=False,
        empty_label=_("Ingen utsedd"),
    )  # fmt: skip
    sender: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        queryset=None, label=_("Avsändare"), required=False, empty_label=_("Ingen vald"),
        help_text=_(
            "Vem i kommunen som talar. Visas med kommunens namn. "
            "Väljer du en verksamhet följer förvaltningen med."
        ),
    )  # fmt: skip
    shared_from = forms.CharField(
        label=_("Delas från"), max_length=300, required=False,
        help_text=_("Adress eller namn, om inlägget delar någon annans."),
    )  # fmt: skip
    co_arranged_with = forms.CharField(
        label=_("Arrangeras tillsammans med"), max_length=200, required=False
    )
    source_checked = forms.BooleanField(
        label=_("Källan är kontrollerad och får spridas"), required=False
    )
    received = forms.ChoiceField(
        label=RECEIVED_LABEL, choices=Received.choices, widget=forms.RadioSelect
    )
    motive = forms.CharField(
        label=_("Motiv"), max_length=500, required=False,
        help_text=_("Behövs när en regel varnar. Granskaren läser det."),
    )  # fmt: skip
    key_facts = forms.CharField(
        label=_("Fakta att svara med"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ett faktum på varje rad. Visas för den som svarar på kommentarer."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: User, post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.post = post
        channels = list(open_channels(by))
        self._choose("department", departments_visible_to(by))
        self._choose("channels", open_channels(by))
        self._choose("keep", media_visible_to(by).filter(pk__in=self._image_ids(post)))
        self._choose("brands", media_visible_to(by).filter(pk__in=self._image_ids(post)))
        self._choose("sender", self._senders(by, post))
        self.fields["sender"].label_from_instance = attrgetter("in_full")  # type: ignore[attr-defined]
        self._choose("answerer", people_with(Permission.REPLY, by.municipality))
        for channel in channels:
            self.fields[f"own_{channel.pk}"] = forms.CharField(
                label=_("Egen text för %(channel)s") % {"channel": channel},
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.own_channels = channels
        self.benefits = benefits_asked(by.municipality, channels, timezone.now())
        self._ask_of_benefits()
        self.ask_of_film({channel.network for channel in channels}, post)

    def _ask_of_benefits(self) -> None:
        """Only what the municipality's rules ask for is asked (G-49, G-52)."""
        declared = [each.declared for each in self.benefits.values() if each.declared]
        if declared:
            received = self.fields["received"]
            received.required = len(declared) == len(self.own_channels)
            received.help_text = str(declared[0].citation)
        else:
            del self.fields["received"]
        if not any(each.brands for each in self.benefits.values()):
            del self.fields["brand"], self.fields["brands"]

    def clean(self) -> dict[str, Any]:
        """The sender's department; the declaration, where a chosen channel asks for it."""
        data = super().clean() or self.cleaned_data
        self._follow(data)
        if "received" in self.fields and not data.get("received"):
            asked = [self.benefits[each.pk].declared for each in data.get("channels", ())]
            if any(asked) and "received" not in self.errors:
                self.add_error("received", _("Ange det innan du sparar."))
        return data

    def clean_planned_wall(self) -> str:
        """Wall time to the minute, or empty."""
        given = self.cleaned_data["planned_wall"]
        if not given:
            return ""
        try:
            wall = datetime.fromisoformat(given)
        except ValueError as error:
            raise forms.ValidationError(
                _("Skriv dag och tid, till exempel 2026-09-12 08:00.")
            ) from error
        if wall.tzinfo is not None or not 2000 < wall.year < 2100:
            raise forms.ValidationError(_("Skriv en svensk dag och tid i det här århundradet."))
        return wall.strftime("%Y-%m-%dT%H:%M")

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _senders(self, by: User, post: Post | None) -> QuerySet[Department]:
        """The departments that the person may write for, of operations those that they belong
        to (M1-03), and the one that the post has already."""
        units = departments_visible_to(by)
        own = {each.operation.pk for each in senders_for(by)}
        offered = [one for one in units if one.kind != DepartmentKind.OPERATION or one.pk in own]
        mine = [unit.pk for unit in offered if can_speak_for(by, unit)]
        return units.filter(pk__in=[*mine, post.sender_id] if post else mine)

    def _follow(self, data: dict[str, Any]) -> None:
        """Of an operation the department follows, where the person may write for it."""
        sender = data.get("sender")
        if sender is not None and sender.kind == DepartmentKind.OPERATION:
            above = sender.parent
            data["department"] = above if above and can_speak_for(self.by, above) else sender

    def _image_ids(self, post: Post | None) -> list[Any]:
        if self.is_bound:
            return [value for value in self.data.getlist("keep") if len(value) == 36]  # type: ignore[attr-defined]
        return [placed.item_id for placed in post.placed_images.all()] if post else []

    def keeping(self, item: MediaItem) -> "PostForm":
        """The same form with the sent file already in the post, so that it is not sent again."""
        data: Any = self.data
        data = data.copy()
        data.appendlist("keep", str(item.pk))
        if data.get("brand"):
            data.appendlist("brands", str(item.pk))
        for name in ("alt", "credit", "decorative", "brand"):
            data.pop(name, None)
        return PostForm(data, by=self.by, post=self.post)

    def own_fields(self) -> list[tuple[Channel, forms.BoundField]]:
        """The own text of each channel."""
        return [(channel, self[f"own_{channel.pk}"]) for channel in self.own_channels]

    def branded(self) -> set[str]:
        """The images that stand ticked as showing somebody else's brand."""
        return {str(each) for each in self["brands"].value() or ()}

    def content(self) -> PostContent:
        """The cleaned data as the actions take it."""
        data = self.cleaned_data
        return PostContent(
            title=data["title"],
            text=data["text"],
            channels=list(data["channels"]),
            own_texts={str(channel.pk): data[f"own_{channel.pk}"] for channel in self.own_channels},
            images=list(data["keep"]),
            planned_wall=data["planned_wall"],
            fold=data["fold"],
            relevance=data["relevance"],
            answerer=data["answerer"],
            sender=data["sender"],
            shared_from=data["shared_from"],
            co_arranged_with=data["co_arranged_with"],
            source_checked=data["source_checked"],
            motive=data["motive"],
            key_facts=data["key_facts"],
            **self.film_words(),
            received=data.get("received", self.post.received if self.post else ""),
            branded=frozenset(item.pk for item in data.get("brands", ())),
        )


# What a draft of the form brings back; a file never comes back, the browser forbids it.
SEVERAL = frozenset({"channels", "keep", "brands"})


def draft_names(form_fields: Iterable[str]) -> list[str]:
    """The fields that a kept draft fills, the revision among them: it is what was changed."""
    return [name for name in form_fields if name != "image"]


def differing(post: Post, form: PostForm) -> list[tuple[str, str]]:
    """Label and saved value of what the saved post has that the form's data has not."""
    saved = initial_of(post)
    found = []
    for name in (
        "title",
        "text",
        "planned_wall",
        "relevance",
        "motive",
        "key_facts",
        *own_names(form),
    ):
        theirs = str(saved.get(name) or "")
        if theirs != str(form.data.get(name) or "").replace("\r\n", "\n"):
            found.append((str(form.fields[name].label), theirs))
    if "received" in form.fields and post.received != (form.data.get("received") or ""):
        found.append((str(form.fields["received"].label), post.get_received_display()))
    return found


def own_names(form: PostForm) -> list[str]:
    """The names of the channels' own texts."""
    return [f"own_{channel.pk}" for channel in form.own_channels]


def initial_of(post: Post) -> dict[str, Any]:
    """The form's values for a post that exists."""
    own = {f"own_{variant.channel_id}": variant.text for variant in post.variants.all()}
    return {
        "title": post.title,
        "department": post.department_id,
        "channels": [variant.channel_id for variant in post.variants.all()],
        "text": post.text,
        "keep": [placed.item_id for placed in post.placed_images.all()],
        "brands": [one.item_id for one in post.placed_images.all() if one.outside_brand],
        "planned_wall": post.planned_wall,
        "relevance": post.relevance,
        "answerer": post.answerer_id,
        "sender": post.sender_id,
        "shared_from": post.shared_from,
        "co_arranged_with": post.co_arranged_with,
        "source_checked": post.source_checked,
        "received": post.received,
        "motive": post.motive,
        "key_facts": post.key_facts,
        **film_initial(post),
        "revision": post.revision,
        **own,
    }
