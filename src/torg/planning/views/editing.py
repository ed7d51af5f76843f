from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from torg.kernel.refusals import Refusal
from torg.ledger.queries import timeline
from torg.media.actions import add_image
from torg.media.models import MediaItem
from torg.people.actions import drop_draft
from torg.people.models import User
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.people.queries import Kept, kept_for
from torg.planning import actions, queries
from torg.planning.forms import SEVERAL, PostForm, differing, draft_names, initial_of
from torg.planning.models import Post
from torg.planning.permissions import check_can_write
from torg.planning.queries import Wording
from torg.planning.views.preview import previews


@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: SignedInRequest) -> HttpResponse:
    """A new draft; ?dag=2026-09-12&kanal=<id> come from the calendar."""
    check_can(request.user, Permission.WRITE_POSTS)
    if request.method != "POST":
        return _editor(request, _opened(request, None, _from_calendar(request)), None)
    form = PostForm(request.POST, request.FILES, by=request.user)
    return _save(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Change a post that has not gone out; what was typed stays when it is refused."""
    post = get_object_or_404(queries.visible_to(request.user), pk=post_id)
    check_can_write(request.user, post)
    if request.method != "POST":
        return _editor(request, _opened(request, post, initial_of(post)), post)
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
    """The image first: once it is stored it stays in the form, whatever else is refused."""
    try:
        image = _stored_image(form)
    except Refusal as refusal:
        return _editor(request, form, post, refusal=refusal, status=409)
    if image is not None:
        form = form.keeping(image)
    if not form.is_valid():
        return _editor(request, form, post, status=422)
    try:
        saved = _write(form, post)
    except Refusal as refusal:
        return _refused(request, form, post, refusal)
    _settle(request, post)
    messages.success(request, _("Sparat."))
    return redirect("planning:show_post", post_id=saved.pk)


def _refused(
    request: SignedInRequest, form: PostForm, post: Post | None, refusal: Refusal
) -> HttpResponse:
    """The form with what was typed; what somebody else saved is told once, and then known."""
    if post is None or refusal.field != "newer":
        return _editor(request, form, post, refusal=refusal, status=409)
    post = get_object_or_404(queries.visible_to(request.user), pk=post.pk)
    news = {"last": next(iter(timeline(queries.ref_to(post))), None), "now": differing(post, form)}
    data = request.POST.copy()
    data["revision"] = str(post.revision)
    form = PostForm(data, by=request.user, post=post)
    form.is_valid()
    return _editor(request, form, post, refusal=refusal, status=409, news=news)


def _opened(request: SignedInRequest, post: Post | None, initial: dict[str, Any]) -> PostForm:
    """The form as it stands, with what the person had typed and not saved on top."""
    form = PostForm(by=request.user, post=post, initial=initial)
    kept = _kept(request.user, post)
    form.initial.update(kept.initial(draft_names(form.fields), SEVERAL))
    return form


def _kept(user: User, post: Post | None) -> Kept:
    return kept_for(user, "post", post.pk) if post else kept_for(user, "new-post", user.pk)


def _settle(request: SignedInRequest, post: Post | None) -> None:
    kept = _kept(request.user, post)
    token = request.POST.get("draft_token", "")
    drop_draft(
        form=kept.form, about_id=kept.about_id, token=token, by=request.user, now=timezone.now()
    )


def _write(form: PostForm, post: Post | None) -> Post:
    now, data = timezone.now(), form.cleaned_data
    if post is None:
        return actions.write_post(
            department=data["department"], content=form.content(), by=form.by, now=now
        )
    return actions.edit_post(
        post=post, content=form.content(), revision=data["revision"] or 0, by=form.by, now=now
    )


def _stored_image(form: PostForm) -> MediaItem | None:
    form.is_valid()
    data = form.cleaned_data
    file, department = data.get("image"), data.get("department")
    if file is None or department is None:
        return None
    return add_image(
        department=department,
        content=file.read(),
        file_name=file.name,
        alt=data.get("alt", ""),
        decorative=data.get("decorative", False),
        credit=data.get("credit", ""),
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
    news: dict[str, Any] | None = None,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "form": form,
        "kept": _kept(request.user, post),
        "news": news,
        "post": post,
        "refusal": refusal,
        "lost_file": bool(form.files),
    }
    if form.is_bound or post:
        shown |= _checked(request, form, post)
    return render(request, "planning/editor.html", shown, status=status)


def _checked(request: SignedInRequest, form: PostForm, post: Post | None = None) -> dict[str, Any]:
    wording = queries.wording_of(post) if post and not form.is_bound else _wording(request, form)
    found = queries.findings_in(wording, timezone.now(), reviewed=True)
    own = wording.author.municipality
    # Material from outside shows its sender once it is chosen; our own comes from us.
    named = queries.sender_in_words(wording.sender, own)
    return {
        "previews": previews(wording, found),
        "sender": named or ("" if wording.shared_from else str(own)),
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
        # While somebody writes the file itself is not sent, but its description is.
        has_image=any(data.get(name) for name in ("keep", "image", "alt", "decorative")),
        motive=data.get("motive", ""),
        relevance=data.get("relevance", ""),
        answerer=data.get("answerer"),
        sender=data.get("sender"),
        shared_from=data.get("shared_from", ""),
        co_arranged_with=data.get("co_arranged_with", ""),
        source_checked=data.get("source_checked", False),
        film=data.get("film_description", "") if data.get("is_film") else None,
        received=data.get("received", ""),
        outside_brand=bool(data.get("brand") or data.get("brands")),
    )


def _from_calendar(request: SignedInRequest) -> dict[str, Any]:
    day = queries.day_of(request.GET.get("dag", ""))
    return {
        "planned_wall": f"{day.isoformat()}T09:00" if day else "",
        "channels": request.GET.getlist("kanal"),
        "department": request.user.department_id,
        # Whoever has something published answers for it, unless somebody else is named.
        "answerer": request.user.pk,
    }
