from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from torg.kernel.blobs import BlobStore
from torg.media.queries import visible_to
from torg.people.models import User


@require_safe
@login_required
def show_image(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bytes of one image, for those who may see it."""
    item = get_object_or_404(visible_to(cast(User, request.user)), pk=pk)
    return HttpResponse(
        BlobStore(settings.BLOBS).get(item.digest),
        content_type=item.mime,
        headers={
            "Content-Disposition": "inline",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, max-age=3600",
        },
    )
