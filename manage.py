#!/usr/bin/env python
"""Django's door; `python -m torg` is the same with Torg's own help."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
    execute_from_command_line(sys.argv)
