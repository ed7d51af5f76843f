"""Facts to answer with, once the post is out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest
from torg.planning import actions, permissions, queries
from torg.planning.forms.facts import FactsForm
from torg.planning.models import Post, Variant


@require_http_methods(["GET", "HEAD", "POST"])
def change_facts(request: SignedInRequest, variant_id: UUID) -> HttpResponse:
    """Add, mend or take away facts. Reached from the post and from a reply to it, by channel."""
    post = _post(request, variant_id)
    permissions.check_can_change_facts(request.user, post)
    form = FactsForm(
        request.POST if request.method == "POST" else None,
        initial={"key_facts": post.key_facts, "revision": post.revision},
    )
    if not form.is_valid():
        return _page(request, post, form, None)
    try:
        actions.change_facts(post=post, **form.values(), by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, _post(request, variant_id), form, refusal)
    messages.success(request, _("Fakta är sparade och står vid svaren från och med nu."))
    return redirect("planning:show_post", post_id=post.pk)


def _post(request: SignedInRequest, variant_id: UUID) -> Post:
    seen = Variant.objects.filter(post__in=queries.visible_to(request.user))
    variant = get_object_or_404(seen, pk=variant_id)
    post: Post = get_object_or_404(queries.visible_to(request.user), pk=variant.post_id)
    return post


def _page(
    request: SignedInRequest, post: Post, form: FactsForm, refusal: Refusal | None
) -> HttpResponse:
    """What was typed stays, over the newest revision: it has been shown now."""
    if refusal is not None:
        typed = {"key_facts": form.cleaned_data["key_facts"], "revision": post.revision}
        form = FactsForm(initial=typed)
    shown = {"post": post, "form": form, "refusal": refusal}
    return render(request, "planning/facts.html", shown, status=409 if refusal else 200)
