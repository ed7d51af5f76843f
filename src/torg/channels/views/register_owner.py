from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels import actions, permissions
from torg.channels.forms.register_owner import RegisterOwnerForm
from torg.channels.queries.register_owner import register_owner
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def name_register_owner(request: SignedInRequest) -> HttpResponse:
    """The function that owns the register, and the mailbox that orders go to."""
    permissions.check_can_keep_register(request.user)
    owner = register_owner()
    now = {"name": owner.name, "mailbox": owner.mailbox} if owner else {}
    form = RegisterOwnerForm(request.POST or None, initial=now)
    history = timeline(Ref("channels.registerowner", str(owner.pk))) if owner else []
    shown: dict[str, object] = {"form": form, "owner": owner, "history": history}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "channels/register_owner.html", shown, status=status)
    try:
        actions.name_register_owner(**form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        shown["refusal"] = error
        return render(request, "channels/register_owner.html", shown, status=409)
    messages.success(request, _("Sparat."))
    return redirect("channels:name_register_owner")
