from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.channels.queries.reach import AboutPost, purchases_about, sealed_post
from torg.handbook.queries import asked_about
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.models import User
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.people.queries import Kept, kept_for
from torg.planning import actions, permissions, queries
from torg.planning.forms.deciding import AloneForm, ApproveForm, ReturnForm
from torg.planning.models import Post, Variant
from torg.planning.states import EDITABLE, PostState
from torg.planning.views.steps import next_step, steps_of

# Reach is bought for what is out or will be.
BOUGHT_FOR = {PostState.APPROVED, PostState.RELEASED}


@require_safe
def show_post(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """A post: words, channels, findings, reviews, what the networks said, its history."""
    return _page(request, _post(request, post_id))


@require_POST
def submit(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Leave the draft to a colleague."""
    post = _post(request, post_id)
    return _do(
        request,
        post,
        lambda: actions.submit(post=post, by=request.user, now=timezone.now()),
        _("Inlägget väntar nu på en kollega."),
    )


@require_POST
def approve(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """The colleague's yes."""
    post = _post(request, post_id)
    permissions.check_can_approve(request.user, post)
    form = ApproveForm(request.POST, asked=queries.points_of(post, timezone.now()))
    if not form.is_valid():
        return _page(request, post, typed=form, status=422)
    return _do(
        request,
        post,
        lambda: actions.approve(post=post, **form.values(), by=request.user, now=timezone.now()),
        _("Godkänt. Inlägget går ut på sin tid."),
        typed=form,
    )


@require_POST
def return_post(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """The colleague's no, with a reason."""
    post = _post(request, post_id)
    permissions.check_can_approve(request.user, post)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, post, typed=form, status=422)
    return _do(
        request,
        post,
        lambda: actions.return_post(
            post=post, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        ),
        _("Inlägget gick tillbaka till författaren."),
    )


@require_POST
def schedule_alone(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Plan without a second reader, where the rules allow it."""
    post = _post(request, post_id)
    form = AloneForm(request.POST, asked=queries.points_of(post, timezone.now()))
    if not form.is_valid():
        return _page(request, post, typed=form, status=422)
    data = form.cleaned_data
    return _do(
        request,
        post,
        lambda: actions.schedule_alone(
            post=post,
            confirmed=data["confirmed"],
            ticked=data["points"],
            by=request.user,
            now=timezone.now(),
        ),
        _("Inlägget går ut på sin tid."),
        typed=form,
    )


@require_POST
def publish_now(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Before its minute of today."""
    post, content = _post(request, post_id), request.POST.get("content", "")
    return _do(
        request,
        post,
        lambda: actions.publish_now(
            post=post,
            content=content,
            by=request.user,
            now=timezone.now(),
            undo=request.user.undo_span,
        ),
        "" if request.user.undo_seconds else _("Inlägget är på väg ut."),
    )


@require_POST
def undo_publish(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Take back what was published now and has not left."""
    post = _post(request, post_id)
    return _do(
        request,
        post,
        lambda: actions.undo_publish(post=post, by=request.user, now=timezone.now()),
        _("Ångrat. Inget har skickats, och inlägget väntar på sin tid igen."),
    )


@require_POST
def withdraw(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Take the post out of the plan."""
    post = _post(request, post_id)
    return _do(
        request,
        post,
        lambda: actions.withdraw(post=post, by=request.user, now=timezone.now()),
        _("Inlägget är tillbakadraget."),
    )


@require_POST
def send_again(request: SignedInRequest, variant_id: UUID) -> HttpResponse:
    """A new deed on a channel that refused."""
    check_can(request.user, Permission.APPROVE_POSTS)
    variant = get_object_or_404(
        Variant.objects.filter(post__in=queries.visible_to(request.user)), pk=variant_id
    )
    return _do(
        request,
        _post(request, variant.post_id),
        lambda: actions.send_again(
            variant=variant, by=request.user, now=timezone.now(), undo=request.user.undo_span
        ),
        "" if request.user.undo_seconds else _("Inlägget skickas igen."),
    )


@require_POST
def undo_send(request: SignedInRequest, variant_id: UUID) -> HttpResponse:
    """Take back what was sent by hand and has not left."""
    check_can(request.user, Permission.APPROVE_POSTS)
    variant = get_object_or_404(
        Variant.objects.select_related("post__department", "post__municipality").filter(
            post__in=queries.visible_to(request.user)
        ),
        pk=variant_id,
    )
    return _do(
        request,
        _post(request, variant.post_id),
        lambda: actions.undo_send(variant=variant, by=request.user, now=timezone.now()),
        _("Ångrat. Inget har skickats."),
    )


def _post(request: SignedInRequest, post_id: UUID) -> Post:
    post: Post = get_object_or_404(queries.visible_to(request.user), pk=post_id)
    return post


def _do(
    request: SignedInRequest,
    post: Post,
    act: Callable[[], object],
    done: str,
    *,
    typed: Form | None = None,
) -> HttpResponse:
    """done: "" when the frame says it, with a button to take it back. typed: kept if refused."""
    try:
        act()
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, _post(request, post.pk), refusal=refusal, typed=typed, status=409)
    if done:
        messages.success(request, done)
    return redirect("planning:show_post", post_id=post.pk)


def _page(
    request: SignedInRequest,
    post: Post,
    *,
    refusal: Refusal | None = None,
    typed: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    checked = queries.findings_of(post, timezone.now(), reviewed=True)
    shown: dict[str, Any] = _rights(request, post) | {
        "post": post,
        "refusal": refusal,
        "status": queries.status_of(post),
        "sender": queries.sender_in_words(post.sender, post.municipality),
        "steps": steps_of(post),
        "next_step": next_step(post),
        "checked": checked,
        "eyes": next((each.four_eyes for each in checked if each.four_eyes), None),
        "history": timeline(queries.ref_to(post), *_parts(post)),
        "questions": asked_about(queries.ref_to(post)),
        **_reach(request.user, post),
        "kept": _settled(request.user, post),
        **_forms(post, typed),
    }
    return render(request, "planning/post.html", shown, status=status)


def _forms(post: Post, typed: Form | None) -> dict[str, Any]:
    """The page's forms, the one that was refused as it was typed.

    The approval's is always about the words that are shown now.
    """
    asked, content = queries.points_of(post, timezone.now()), queries.content_hash(post)
    approving = {"content": content}
    if isinstance(typed, ApproveForm):
        approving |= {name: typed.cleaned_data.get(name, []) for name in ("checks", "points")}
    return {
        "content": content,
        "approve_form": ApproveForm(initial=approving, asked=asked),
        "alone_form": typed if isinstance(typed, AloneForm) else AloneForm(asked=asked),
        "return_form": typed if isinstance(typed, ReturnForm) else ReturnForm(),
    }


def _settled(user: User, post: Post) -> list[Kept]:
    """The editors that lead here: what the browser still holds of them may go."""
    return [kept_for(user, "post", post.pk), kept_for(user, "new-post", user.pk)]


def _parts(post: Post) -> list[Ref]:
    """What delivery tells of: the post on each of its channels."""
    return [Ref("planning.variant", str(variant.pk)) for variant in post.variants.all()]


def _reach(user: User, post: Post) -> dict[str, Any]:
    """What was bought for the post, and where more is asked for."""
    return {
        "purchases": purchases_about(user, post.pk),
        "may_buy": post.state in BOUGHT_FOR and can(user, Permission.APPLY_FOR_CHANNELS),
        "about_post": sealed_post(AboutPost(post.municipality_id, post.pk, post.title)),
    }


def _rights(request: SignedInRequest, post: Post) -> dict[str, bool]:
    """What the person may do with the post as it stands."""
    unit, user = post.department, request.user
    submitted = post.state == PostState.SUBMITTED
    return {
        "may_settle": can(user, Permission.SETTLE_ACTS, department=unit),
        "may_send_again": can(user, Permission.APPROVE_POSTS, department=unit),
        "may_write": permissions.can_write(user, post),
        "may_publish_alone": permissions.can_publish_alone(user, post),
        "may_change_facts": post.state == PostState.RELEASED
        and permissions.can_change_facts(user, post),
        "may_publish_now": permissions.can_publish_now(user, post, timezone.now()),
        "may_approve": submitted and permissions.can_approve(user, post),
        "is_editable": post.state in EDITABLE,
    }
