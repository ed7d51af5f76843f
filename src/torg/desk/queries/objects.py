"""What a person may have open and write about: looked up by the rooms' own visibility."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from torg.channels.queries.applications import visible_applications
from torg.channels.queries.closing import closings_visible_to
from torg.channels.queries.inventory import parts_visible_to
from torg.inbox import queries as inbox
from torg.kernel.refs import Ref
from torg.moderation import queries as moderation
from torg.people.models import User
from torg.people.permissions import Permission, can
from torg.planning import queries as planning

Visible = Callable[[User], QuerySet[Any]]
# By the word in the address: how the ledger names it, and who may see it.
KINDS: dict[str, tuple[str, Visible]] = {
    "konversation": ("inbox.thread", inbox.visible_to),
    "inlagg": ("planning.post", planning.visible_to),
    "arende": ("moderation.case", moderation.visible_to),
    "ansokan": ("channels.application", visible_applications),
    "avslut": ("channels.closing", closings_visible_to),
    "inventering": ("channels.inventorypart", parts_visible_to),
}
# Forms whose words are kept while they are written, and what each is about.
FORMS = {
    "reply": "konversation",
    "post": "inlagg",
    "decide": "arende",
    "dismiss": "arende",
    "application": "ansokan",
    "inventory": "inventering",
}
NEW_POST = "new-post"
# Forms for something new, which are about whoever writes them.
NEW = {NEW_POST: Permission.WRITE_POSTS, "reach": Permission.APPLY_FOR_CHANNELS}
# What a form brings that is no words of the person's; static/ui/drafts.js has the same.
NOT_KEPT = frozenset(
    {"csrfmiddlewaretoken", "draft_token", "draft_of", "form_token", "known", "do"}
)


def seen_object(user: User, kind: str, object_id: UUID) -> Ref | None:
    """The object, when there is such a kind and the person may see this one."""
    if kind not in KINDS:
        return None
    name, visible_to = KINDS[kind]
    seen = visible_to(user).filter(pk=object_id).order_by().exists()
    return Ref(name, str(object_id)) if seen else None


def words_of(sent: QueryDict) -> dict[str, list[str]]:
    """Of a form that was sent, what the person wrote and chose."""
    return {name: list(map(str, sent.getlist(name))) for name in sent if name not in NOT_KEPT}


def may_draft(user: User, form: str, about_id: UUID) -> bool:
    """Whether the person can have such a form open. Something new is about its writer."""
    if form in NEW:
        return about_id == user.pk and can(user, NEW[form])
    return form in FORMS and seen_object(user, FORMS[form], about_id) is not None
