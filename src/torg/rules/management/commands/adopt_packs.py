"""python manage.py adopt_packs: take every municipality's pack on disk into force."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from torg.kernel.refusals import Refusal
from torg.people.models import Municipality
from torg.rules.actions import adopt_pack


class Command(BaseCommand):
    """Adopts what changed; a pack that is already in force is left alone."""

    help = "Antar regelverken i policies/ för de kommuner som finns."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Adopt, municipality by municipality; a broken pack stops with its reason."""
        for municipality in Municipality.objects.all():
            folder = Path(settings.POLICIES) / municipality.slug
            if not folder.is_dir():
                self.stdout.write(f"{municipality}: ingen mapp {folder.name}")
                continue
            try:
                adoption = adopt_pack(municipality=municipality, by=None, now=timezone.now())
            except Refusal as refusal:
                raise CommandError(refusal.message) from refusal
            self.stdout.write(f"{municipality}: {adoption}")
