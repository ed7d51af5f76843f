"""Applications for new channels: the list, the form and the page where they are decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from torg.channels import actions, permissions
from torg.channels.forms.application import (
    SEVERAL,
    AdviceForm,
    ApplicationForm,
    ConsultForm,
    DecideForm,
    ReturnForm,
    StartForm,
    field_of,
    initial_of,
)
from torg.channels.models import ChannelApplication
from torg.channels.queries import applications as queries
from torg.handbook.queries import advice
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.actions.keep_draft import drop_draft
from torg.people.models import User
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.people.queries import Kept, departments_visible_to, kept_for, users_visible_to
from torg.rules.queries import ROLE_NAMES, Question
from torg.ui.moments import long_moment

FORM = "application"


@require_safe
def list_applications(request: SignedInRequest) -> HttpResponse:
    """Those that wait for the person first, then all within their reach."""
    if not queries.may_follow(request.user):
        check_can(request.user, Permission.APPLY_FOR_CHANNELS)
    waiting = queries.waiting_applications(request.user)
    rows = queries.visible_applications(request.user).exclude(pk__in=[one.pk for one in waiting])
    shown = {
        "waiting": waiting,
        "others": list(rows[:200]),
        "may_apply": can(request.user, Permission.APPLY_FOR_CHANNELS),
    }
    return render(request, "channels/applications.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def start_application(request: SignedInRequest) -> HttpResponse:
    """Name and department; the rest is asked by the municipality's own form."""
    check_can(request.user, Permission.APPLY_FOR_CHANNELS)
    units = queries.departments_to_apply_for(request.user, departments_visible_to(request.user))
    own = {"department": request.user.department_id}
    form = StartForm(request.POST or None, units=units, initial=own)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_application(
                **form.cleaned_data, by=request.user, now=timezone.now()
            )
            return redirect("channels:edit_application", application_id=made.pk)
        except Denied:
            raise
        except Refusal as error:
            refusal = error
    shown = {"form": form, "refusal": refusal}
    return render(request, "channels/start_application.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """The municipality's form, saved as often as one likes, and sent when it is whole."""
    application = found(request.user, application_id)
    permissions.check_can_apply(request.user, application.department)
    if not application.writable:
        return redirect("channels:show_application", application_id=application.pk)
    if request.method != "POST":
        return _editor(request, application, _form(application, kept=_kept(request, application)))
    form = _form(application, data=request.POST)
    if not form.is_valid():
        return _editor(request, application, form, status=422)
    try:
        _save(request, application, form)
    except Denied:
        raise
    except Refusal as error:
        return _refused(request, application, form, error)
    return redirect("channels:show_application", application_id=application.pk)


@require_safe
def show_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """What is applied for, what the rules say of it, its thread and its decision."""
    application = found(request.user, application_id)
    return render(request, "channels/application.html", page_of(request.user, application))


def found(user: User, application_id: UUID) -> ChannelApplication:
    """The application, when the person may see it. Raises Http404."""
    return get_object_or_404(queries.visible_applications(user), pk=application_id)


def page_of(user: User, application: ChannelApplication) -> dict[str, Any]:
    """All that the page of one application shows, with an empty form for each thing to do."""
    standing = queries.standing(application, timezone.now())
    people = users_visible_to(user).filter(is_active=True).order_by("given_name", "family_name")
    consulted = standing.decided_by.consulted
    return {
        "application": application,
        "standing": standing,
        "answers": _answers(application, standing),
        "editors": people.filter(pk__in=application.editors),
        "roles": ROLE_NAMES,
        "notes": queries.thread_of(application),
        "decisions": queries.decisions_of(application),
        "channel": getattr(application, "channel", None),
        "history": timeline(Ref("channels.application", str(application.pk))),
        **_may(user, application),
        "no_decider": queries.no_decider(),
        "decide": DecideForm(auto_id="decide_%s"),
        "send_back": ReturnForm(auto_id="return_%s"),
        "advise": AdviceForm(auto_id="advise_%s"),
        "consult": ConsultForm(roles=consulted, people=people, auto_id="consult_%s"),
    }


def _may(user: User, application: ChannelApplication) -> dict[str, bool]:
    return {
        "may_write": permissions.can_apply(user, application.department),
        "may_pass_on": queries.may_pass_on(user, application),
        "may_decide": queries.may_decide(user, application),
        "may_advise": permissions.can_advise(user, application.department),
    }


def _answers(application: ChannelApplication, standing: queries.Standing) -> list[tuple[str, str]]:
    said = {"yes": _("Ja"), "no": _("Nej")}
    given: dict[str, str] = application.answers
    read = queries.readings_of(application)

    def answer(one: Question) -> str:
        if one.kind != "read":
            return said.get(given.get(one.key, ""), given.get(one.key, ""))
        if one.key not in read:
            return _("Ingen har bekräftat det än")
        reading = read[one.key]
        told = {"who": reading.person.full_name, "when": long_moment(reading.at)}
        return _("Läst av %(who)s, %(when)s") % told

    return [(one.label[:1].upper() + one.label[1:], answer(one)) for one in standing.questions]


def _form(
    application: ChannelApplication, *, data: Any = None, kept: Kept | None = None
) -> ApplicationForm:
    standing = queries.standing(application, timezone.now())
    form = ApplicationForm(
        data,
        application=application,
        questions=standing.questions,
        locked=standing.locked is not None,
        initial=initial_of(application),
    )
    if kept is not None:
        form.initial.update(kept.initial(set(form.fields) - {"version"}, SEVERAL))
    return form


def _save(request: SignedInRequest, application: ChannelApplication, form: ApplicationForm) -> None:
    now, by = timezone.now(), request.user
    saved = actions.save_application(
        application=application,
        words=form.words(),
        version=form.cleaned_data["version"],
        by=by,
        now=now,
    )
    drop_draft(
        form=FORM,
        about_id=str(application.pk),
        token=request.POST.get("draft_token", ""),
        by=by,
        now=now,
    )
    application.version, application.network = saved.version, saved.network
    if request.POST.get("do") == "send":
        actions.send_application(application=saved, by=by, now=now)
        messages.success(request, _("Ansökan är skickad."))
    else:
        messages.success(request, _("Sparat."))


def _refused(
    request: SignedInRequest, application: ChannelApplication, form: ApplicationForm, error: Refusal
) -> HttpResponse:
    """The form with what was typed; what a colleague saved meanwhile stands beside it."""
    now = found(request.user, application.pk)
    theirs = initial_of(now) if error.field == "version" else {}
    data = request.POST.copy()
    data["version"] = str(now.version)
    form = _form(now, data=data)
    form.is_valid()
    news = [
        (str(form[name].label), theirs[name])
        for name in form.fields
        if name in theirs
        and name not in {"version", "editors", *(bound.name for _asked, bound in form.readings)}
        and form[name].value() != theirs[name]
    ]
    error.field = field_of(error.field, form.questions)
    return _editor(request, now, form, refusal=error, status=409, news=news)


def _kept(request: SignedInRequest, application: ChannelApplication) -> Kept:
    return kept_for(request.user, FORM, application.pk)


def _editor(
    request: SignedInRequest,
    application: ChannelApplication,
    form: ApplicationForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
    news: list[tuple[str, Any]] | None = None,
) -> HttpResponse:
    shown = {
        "application": application,
        "form": form,
        "kept": _kept(request, application),
        "standing": queries.standing(application, timezone.now()),
        "refusal": refusal,
        "news": news,
        "readings": queries.readings_of(application),
        "comparison": advice(application.municipality, "v-18"),
    }
    return render(request, "channels/edit_application.html", shown, status=status)
