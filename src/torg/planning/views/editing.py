from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from torg.channels.models import Channel
from torg.kernel.refusals import Refusal
from torg.kernel.text import graphemes
from torg.media.actions import add_image
from torg.media.models import MediaItem
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.planning import actions, queries
from torg.planning.forms import PostForm, initial_of
from torg.planning.models import Post
from torg.planning.permissions import check_can_write
from torg.planning.queries import Wording


@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: SignedInRequest) -> HttpResponse:
    """A new draft; ?dag=2026-09-12&kanal=<id> come from the calendar."""
    check_can(request.user, Permission.WRITE_POSTS)
    if request.method != "POST":
        form = PostForm(by=request.user, initial=_from_calendar(request))
        return _editor(request, form, None)
    form = PostForm(request.POST, request.FILES, by=request.user)
    return _save(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Change a post that has not gone out; what was typed stays when it is refused."""
    post = get_object_or_404(queries.visible_to(request.user), pk=post_id)
    check_can_write(request.user, post)
    if request.method != "POST":
        form = PostForm(by=request.user, post=post, initial=initial_of(post))
        return _editor(request, form, post)
    form = PostForm(request.POST, request.FILES, by=request.user, post=post)
    return _save(request, form, post)


@require_POST
def check_words(request: SignedInRequest) -> HttpResponse:
    """The findings about words that are being written: a part of the editor's page."""
    check_can(request.user, Permission.WRITE_POSTS)
    form = PostForm(request.POST, by=request.user)
    form.is_valid()
    return render(request, "planning/_findings.html", _checked(request, form))


def _save(request: SignedInRequest, form: PostForm, post: Post | None) -> HttpResponse:
    if not form.is_valid():
        return _editor(request, form, post, status=422)
    now = timezone.now()
    try:
        image = _stored_image(form)
        content = form.content(image)
        if post is None:
            department = form.cleaned_data["department"]
            post = actions.write_post(
                department=department, content=content, by=request.user, now=now
            )
        else:
            revision = form.cleaned_data["revision"] or 0
            post = actions.edit_post(
                post=post, content=content, revision=revision, by=request.user, now=now
            )
    except Refusal as refusal:
        return _editor(request, form, post, refusal=refusal, status=409)
    return redirect("planning:show_post", post_id=post.pk)


def _stored_image(form: PostForm) -> MediaItem | None:
    file = form.cleaned_data["image"]
    if file is None:
        return None
    return add_image(
        department=form.cleaned_data["department"],
        content=file.read(),
        file_name=file.name,
        alt=form.cleaned_data["alt"],
        decorative=form.cleaned_data["decorative"],
        credit=form.cleaned_data["credit"],
        by=form.by,
        now=timezone.now(),
    )


def _editor(
    request: SignedInRequest,
    form: PostForm,
    post: Post | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "post": post, "refusal": refusal}
    if form.is_bound or post:
        shown |= _checked(request, form, post)
    return render(request, "planning/editor.html", shown, status=status)


def _checked(request: SignedInRequest, form: PostForm, post: Post | None = None) -> dict[str, Any]:
    wording = queries.wording_of(post) if post and not form.is_bound else _wording(request, form)
    return {
        "checked": queries.findings_in(wording, timezone.now(), reviewed=True),
        "previews": [_preview(channel, text) for channel, text in wording.texts],
    }


def _wording(request: SignedInRequest, form: PostForm) -> Wording:
    data = form.cleaned_data
    text = data.get("text", "")
    wall = data.get("planned_wall", "")
    return Wording(
        author=request.user,
        texts=[
            (channel, data.get(f"own_{channel.pk}", "") or text)
            for channel in data.get("channels", ())
        ],
        day=queries.day_of(wall),
        has_image=bool(data.get("keep") or data.get("image") or request.POST.get("image")),
        motive=data.get("motive", ""),
        shared_from=data.get("shared_from", ""),
        co_arranged_with=data.get("co_arranged_with", ""),
        source_checked=data.get("source_checked", False),
    )


def _preview(channel: Channel, text: str) -> dict[str, Any]:
    return {"channel": channel, "text": text, "length": graphemes(text)}


def _from_calendar(request: SignedInRequest) -> dict[str, Any]:
    day = queries.day_of(request.GET.get("dag", ""))
    return {
        "planned_wall": f"{day.isoformat()}T09:00" if day else "",
        "channels": request.GET.getlist("kanal"),
        "department": request.user.department_id,
    }
