from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from torg.inbox.actions import store_webhook
from torg.inbox.queries import receiver_of
from torg.kernel.scope import every_municipality
from torg.ports.registry import network_for

# Where networks deliver, at the root. site.door answers it past what serves people only.
ADDRESS = "webhooks/<uuid:connection_id>/"
LARGEST = 1024 * 1024


@csrf_exempt
@login_not_required
@require_POST
def receive_webhook(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """A network's delivery: signature on the raw bytes first, then stored, then 200.

    Nothing is made of it here; the worker does that. Fails closed: without a secret of the
    channel's own every delivery is refused and nothing is stored (RELIABILITY I8).
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    body = request.body
    with every_municipality():
        receiver = receiver_of(connection_id)
        if receiver is None:
            return HttpResponse(status=404)
        port = receiver.port
        headers = {name.lower(): value for name, value in request.headers.items()}
        network = network_for(port.adapter)
        if not port.webhook_secret or not network.signature_ok(port, headers, body):
            return HttpResponse(status=401)
        store_webhook(
            municipality_id=receiver.municipality_id,
            channel_id=receiver.channel_id,
            body=body,
            now=timezone.now(),
        )
    return HttpResponse(status=200)
