from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from torg.inbox.actions import store_webhook
from torg.inbox.queries import Receiver, known_receiver, receiver_of
from torg.kernel.scope import every_municipality
from torg.people.models.rows import Changed
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
    with every_municipality():
        return HttpResponse(status=_status(connection_id, _headers(request), request.body))


def _headers(request: HttpRequest) -> dict[str, str]:
    """By lower-case name. Django's own mapping is made for asking one, not for giving all."""
    return {
        key[5:].lower().replace("_", "-"): value
        for key, value in request.META.items()
        if key.startswith("HTTP_")
    }


def _status(connection_id: UUID, headers: dict[str, str], body: bytes) -> int:
    """200 when it is stored, 401 when it is not signed, 404 when nobody has that address.

    What was known of the channel before saves the question: the delivery is stored only if the
    connection still stands as it did. Whatever does not fit is judged by what stands now.
    """
    known = known_receiver(connection_id)
    if known is not None and _is_signed(known, headers, body) and _is_stored(known, body):
        return 200
    receiver = receiver_of(connection_id)
    if receiver is None:
        return 404
    if not _is_signed(receiver, headers, body):
        return 401
    # Exchanged between two breaths: the network tries again.
    return 200 if _is_stored(receiver, body) else 503


def _is_signed(receiver: Receiver, headers: dict[str, str], body: bytes) -> bool:
    port = receiver.port
    return bool(port.webhook_secret) and network_for(port.adapter).signature_ok(port, headers, body)


def _is_stored(receiver: Receiver, body: bytes) -> bool:
    """Whether it stands there now, or stood there before; False when its channel has changed."""
    try:
        store_webhook(
            municipality_id=receiver.municipality_id,
            channel_id=receiver.channel_id,
            body=body,
            now=timezone.now(),
            standing=receiver.standing,
        )
    except Changed:
        return False
    return True
