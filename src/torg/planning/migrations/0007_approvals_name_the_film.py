"""What an approval binds to now has the film's words; what was approved stays approved.

An edit has always voided the approval, so the words that stand are those that were read: an
approval that held is given its new digest. One that no longer held keeps its old one, and still
does not hold. The ledger keeps the digest that was in force when it was written.
"""

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from torg.kernel.canonical import dumps
from torg.kernel.digests import sha256_hex

SHOWN = ("digest", "mime", "alt", "width", "height")


def rebind(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Approvals of films that still hold, by the digest as it was until now."""
    rows = apps.get_model("planning", "Review")._base_manager.filter(
        verdict="approved", voided_at__isnull=True, post__is_film=True
    )
    for row in rows.select_related("post"):
        read = _as_it_was(apps, row.post)
        if row.content_hash == sha256_hex(dumps(read)):
            read["film"] = [row.post.film_title, row.post.film_description]
            row.content_hash = sha256_hex(dumps(read))
            row.save(update_fields=["content_hash"])


def _as_it_was(apps: Apps, post: Any) -> dict[str, Any]:
    variants = apps.get_model("planning", "Variant")._base_manager.filter(post=post)
    placed = list(
        apps.get_model("planning", "PostImage")
        ._base_manager.filter(post=post)
        .order_by("position")
        .select_related("item")
    )
    branded = [str(one.item_id) for one in placed if one.outside_brand]
    return {
        **({"received": post.received} if post.received else {}),
        **({"branded": branded} if branded else {}),
        "text": post.text,
        "planned_wall": post.planned_wall,
        "zone": post.zone,
        "variants": sorted([str(one.channel_id), one.text] for one in variants),
        "images": [{name: getattr(one.item, name) for name in SHOWN} for one in placed],
    }


class Migration(migrations.Migration):
    dependencies: ClassVar[Any] = [("planning", "0006_film")]
    operations: ClassVar[Any] = [migrations.RunPython(rebind, migrations.RunPython.noop)]
