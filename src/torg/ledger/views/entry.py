"""One entry and what proves it."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from torg.ledger import queries
from torg.ledger.models import Entry
from torg.ledger.permissions import can_read_texts, check_can_read
from torg.people.models import User


@require_safe
def show_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """What the entry says, its place in the tree and the checkpoint that covers it."""
    user = cast(User, request.user)
    found = _found(user, seq)
    context = {
        "entry": found,
        "roles": queries.roles(found),
        "details": [*queries.exchange(found), *queries.details(found.facts)],
        "may_read_texts": can_read_texts(user),
        "texts": queries.texts(found) if can_read_texts(user) else None,
        "position": found.seq - 1,
        "checkpoint": queries.latest_checkpoint(user.municipality, covering=found.seq),
    }
    return render(request, "ledger/entry.html", context)


@require_safe
def download_proof(request: HttpRequest, seq: int) -> HttpResponse:
    """All that somebody outside the house needs to check the entry, as JSON."""
    found = _found(cast(User, request.user), seq)
    proof = queries.proof(found)
    if proof is None:
        raise Http404
    told = {
        "entry": bytes(found.canonical).decode(),
        "leaf": found.leaf_hash,
        "position": proof.position,
        "path": proof.path,
        "checkpoint": proof.checkpoint.note,
        "key": str(queries.verifier_of(found.municipality) or ""),
    }
    name = f"bevis-{found.municipality.slug}-{seq}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return JsonResponse(told, headers=headers, json_dumps_params={"ensure_ascii": False})


def _found(user: User, seq: int) -> Entry:
    check_can_read(user)
    found = queries.entry(user, seq)
    if found is None:
        raise Http404
    return found
