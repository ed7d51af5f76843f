"""`python -m torg COMMAND`: the desk's own commands, then all of Django's."""

import importlib
import os
import sys

from torg.site import selfcheck, serve

HELP = """\
Torg: kommunens sociala medier på ett ställe.

  python -m torg serve     starta allt: kontroll, databas, webb och arbetare (HOST, PORT, DATA_DIR)
  python -m torg prepare   bara databasen: bygg om den om det behövs, lägg in exemplet om den är tom
  python -m torg worker    bara arbetaren (när webben kör på en annan maskin)
  python -m torg backup    säkerhetskopiera: backup MAPP, eller granska: backup --verify FIL
  python -m torg restore   återställ till en tom mapp: restore FIL --into MAPP
  python -m torg ledger    granska loggen: ledger verify
  python -m torg municipality  lägg upp en kommun med dess första systemadministratör
  python -m torg demo      lägg in exempelkommunerna i en tom databas
  python -m torg check     kontrollera installationen

Övriga kommandon är Djangos; `python -m torg help --commands` visar dem.
"""


def main(arguments: list[str]) -> int:
    """Run one command; 0 when well, 2 with one sentence when the desk cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
    if not arguments or arguments in (["help"], ["--help"], ["-h"]):
        print(HELP, end="")  # noqa: T201
        return 0
    try:
        if arguments[0] == "serve":
            return serve.serve()
        if arguments[0] in {"backup", "restore"}:
            selfcheck.check_libraries()
            selfcheck.check_sqlite()
            # Not above, for the same reason as below.
            return int(importlib.import_module("torg.site.backup.command").main(arguments))
        selfcheck.check_environment()
        # Not above: Django may be one of the libraries that the check found missing.
        management = importlib.import_module("django.core.management")
        management.execute_from_command_line(["torg", *arguments])
    except selfcheck.CannotStart as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return selfcheck.EXIT_CODE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
