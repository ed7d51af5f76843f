"""What a film brings with it, asked for where a channel shows films."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import NetworkName
from torg.planning.models import Post

FILM = ("is_film", "film_title", "film_description")


class FilmFields(forms.Form):
    """The film's own words. Its file is uploaded at the network."""

    is_film = forms.BooleanField(label=_("En film hör till inlägget"), required=False)
    film_title = forms.CharField(label=_("Filmens titel"), max_length=100, required=False)
    film_description = forms.CharField(
        label=_("Filmens beskrivning"), max_length=5000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Filmen lägger du upp hos nätverket. Orden skrivs och granskas här."),
    )  # fmt: skip

    def film_words(self) -> dict[str, Any]:
        """The fields as the actions take them; nothing where they are not asked for."""
        return {name: self.cleaned_data[name] for name in FILM if name in self.fields}

    def ask_of_film(self, networks: set[str], post: Post | None) -> None:
        """Only where there is a channel that shows films, or the post has one already."""
        if NetworkName.YOUTUBE not in networks and not (post and post.is_film):
            for name in FILM:
                del self.fields[name]


def film_initial(post: Post) -> dict[str, Any]:
    """The form's values for a post that exists."""
    return {name: getattr(post, name) for name in FILM}
