"""The page of a case. Built here, shown by every view that changes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.delivery.queries import kind_name as act_kind_name
from torg.delivery.queries import state_name as act_state_name
from torg.handbook.queries import asked_about
from torg.kernel.refusals import Refusal
from torg.ledger.queries import timeline
from torg.moderation import permissions, queries
from torg.moderation.forms import CloseForm, DecideForm, DismissForm, HandOverForm, RegisterForm
from torg.moderation.models import Block, Case, Measure
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.people.permissions import SignedInRequest
from torg.people.queries import Kept, departments_visible_to, kept_for

REVIEW_AFTER = timedelta(days=90)


@dataclass
class Forms:
    """The forms of the page; a refused one comes back with what was typed."""

    decide: DecideForm | None = None
    dismiss: DismissForm | None = None
    hand_over: HandOverForm | None = None
    register: RegisterForm | None = None
    close: CloseForm | None = None


def case_of(request: SignedInRequest, case_id: UUID) -> Case:
    """The case, or 404 for whoever may not know of it."""
    return get_object_or_404(queries.visible_to(request.user), pk=case_id)


def decide_form(user: User, case: Case, data: Any = None, kept: Kept | None = None) -> DecideForm:
    """The decision's form: grounds of the register, what the network and the role can do."""
    review = timezone.localdate() + REVIEW_AFTER
    # What was chosen before a setback or a regret is there to go on with.
    before = {"ground": case.ground, "assessment": case.assessment, "measure": case.measure}
    chosen = {name: value for name, value in before.items() if value}
    names = ("ground", "assessment", "measure", "block", "review_on")
    return DecideForm(
        data,
        initial={"review_on": review, "known": queries.seen_now(case, user)}
        | chosen
        | (kept.initial(names) if kept else {}),
        grounds=queries.terms_of(case).grounds,
        measures=measures_for(user, case),
        may_block=permissions.can_block(user, case) and queries.able_to_block(case),
    )


def measures_for(user: User, case: Case) -> list[Measure]:
    """What the person may order and the network can do."""
    return [
        measure
        for measure in Measure
        if permissions.can_measure(user, case, measure) and queries.able(case, measure)
    ]


def hand_over_form(user: User, data: Any = None) -> HandOverForm:
    """The hand-over's form."""
    return HandOverForm(data, departments=departments_visible_to(user))


def close_form(case: Case, data: Any = None) -> CloseForm:
    """The close's form, with the drafted words."""
    return CloseForm(data, initial={"text": case.notice_text}, may_send=queries.able_to_tell(case))


def case_page(
    request: SignedInRequest,
    case: Case,
    *,
    forms: Forms | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page as things stand now, with what was typed when something was refused."""
    case = case_of(request, case.pk)
    forms = forms or Forms()
    context = {
        **_facts(case, timezone.now()),
        **_rights(request.user, case),
        "news": _news(request, case, forms, refusal),
        **_forms(request.user, case, forms),
        "refusal": refusal,
    }
    return render(request, "moderation/case.html", context, status=status)


def _facts(case: Case, now: datetime) -> dict[str, Any]:
    return {
        "case": case,
        "evidence": case.evidence,
        "message": case.message,
        "moment": now,
        "plain": queries.plain,
        "status": queries.state_name(case),
        "steps": _steps(case),
        "terms": queries.terms_of(case, case.ground),
        "is_late": case.is_late(now),
        "acts": queries.acts_of(case),
        "act_kind": act_kind_name,
        "act_state": act_state_name,
        "block": Block.objects.filter(case=case).first(),
        "history": timeline(queries.ref_to(case)),
        "questions": asked_about(queries.ref_to(case)),
    }


def _news(request: SignedInRequest, case: Case, forms: Forms, refusal: Refusal | None) -> list[str]:
    """What has happened since the form was opened; told once, and then known."""
    form = forms.decide or forms.dismiss
    if form is None or refusal is None or refusal.field != "news":
        return []
    found = queries.news(case, form.cleaned_data["known"], request.user)
    data = request.POST.copy()
    data["known"] = queries.seen_now(case, request.user)
    form.data = data
    return found


def _forms(user: User, case: Case, forms: Forms) -> dict[str, Any]:
    kept = {name: kept_for(user, name, case.pk) for name in ("decide", "dismiss")}
    reasons = {"known": queries.seen_now(case, user)} | kept["dismiss"].initial(("reasons",))
    return {
        "kept": kept,
        "decide_form": forms.decide or decide_form(user, case, kept=kept["decide"]),
        "dismiss_form": forms.dismiss or DismissForm(initial=reasons),
        "hand_over_form": forms.hand_over or hand_over_form(user),
        "register_form": forms.register or RegisterForm(),
        "close_form": forms.close or close_form(case),
        "shown_form": forms.decide or forms.dismiss or forms.hand_over or forms.register
        or forms.close,
    }  # fmt: skip


def _rights(user: User, case: Case) -> dict[str, bool]:
    decides = permissions.can_decide(user, case)
    open_now = case.state == CaseState.CARRIED_OUT
    return {
        "may_decide": decides and case.state == CaseState.SEALED,
        "may_accept": decides and case.state == CaseState.SEALED and case.accepted_by is None,
        "may_hand_over": decides and open_now and case.needs_hand_over,
        "may_close": decides and open_now,
        "may_register": permissions.can_register(user, case)
        and case.needs_registration
        and not case.registration_reference
        and case.state in {CaseState.DECIDED, CaseState.CARRIED_OUT},
    }


def _steps(case: Case) -> list[dict[str, Any]]:
    """Sealed, decided, carried out, closed: who and when."""
    steps = [
        _step(_("Förseglat"), case.evidence.sealed_at, case.evidence.sealed_by),
        _step(_("Beslutat"), case.decided_at, case.decided_by),
        _step(_("Genomfört på nätverket"), case.carried_out_at),
        _step(_("Avslutat"), case.closed_at, case.closed_by),
    ]
    if case.state == CaseState.DISMISSED:
        return [steps[0], _step(_("Får stå kvar"), case.closed_at, case.closed_by)]
    if case.state == CaseState.SEALED:
        steps[1] |= {"state": "todo", "who": "", "when": None}
    for step in steps:
        if step["state"] == "todo":
            step["state"] = "current"
            break
    return steps


def _step(label: str, when: datetime | None, who: User | None = None) -> dict[str, Any]:
    return {
        "label": label,
        "state": "done" if when else "todo",
        "when": when,
        "who": who.full_name if who and when else "",
    }
