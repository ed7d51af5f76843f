"""Start a Bluesky network to drive the desk against, or install it.

    python tools/bluesky/stack.py           start, print how to use it, run until Ctrl-C
    python tools/bluesky/stack.py setup     only install (about two minutes, 360 MB)

While it runs, a line that you type is a resident's post that mentions the municipality.
"""  # noqa: INP001

import select
import signal
import sys
import urllib.error
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.bluesky.network import (
    Missing,
    Person,
    Stack,
    full_size_lacks,
    install,
    is_installed,
)

PORT = 2583

GUIDE = """
Bluesky körs på {url} ({size})

  kommunens konto    {handle}
  konto-id           {did}
  app-lösenord       {app_password}
  invånarens konto   {resident}

Så ansluter du skrivbordet:
  1. Starta det med TORG_PRIVATE_ORIGINS={url}
  2. Öppna Kanaler, välj eller registrera en Bluesky-kanal och anslut den.
  3. Ange serveradressen {url}, kontot {handle} och app-lösenordet ovan.
  4. Planera ett inlägg i kanalen och låt någon annan godkänna det.
{inbox}
Avsluta med Ctrl-C; allt försvinner då.
"""
INBOX = """  5. Skriv en rad här och tryck Retur: invånaren nämner kommunen, och raden
     kommer till Inkorgen vid nästa hämtning.
"""


def main(words: list[str]) -> int:
    """The command. Answers its exit status."""
    try:
        if words == ["setup"] or not is_installed():
            _say("Installerar Bluesky från npm, det tar ett par minuter ...")
            install()
        if words != ["setup"]:
            _run()
    except Missing as missing:
        _say(f"Bluesky kan inte köras här: {missing}.")
        return 2
    except KeyboardInterrupt:
        _say("Avslutat.")
    return 0


def _run() -> None:
    lacking = full_size_lacks()
    if lacking:
        _say(f"{lacking}: startar utan flöde, så inget kommer till Inkorgen.")
    with Stack("pds" if lacking else "full", port=PORT) as stack:
        ours, resident = stack.person("provkommun"), stack.person("invanare")
        _say(
            GUIDE.format(
                url=stack.url,
                size=stack.size,
                handle=ours.handle,
                did=ours.did,
                app_password=ours.app_password,
                resident=resident.handle,
                inbox="" if lacking else INBOX,
            )
        )
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        while True:
            _listen(stack, ours, resident)


def _listen(stack: Stack, ours: Person, resident: Person) -> None:
    """Wait for a line and post it as the resident; without a keyboard only wait."""
    if not sys.stdin.isatty():
        signal.pause()
    ready, _, _ = select.select([sys.stdin], [], [], 1.0)
    line = sys.stdin.readline().strip() if ready else ""
    if line:
        try:
            mention(stack, ours, resident, line)
        except urllib.error.HTTPError as problem:
            _say(f"Gick inte att skriva: {problem}")


def mention(stack: Stack, ours: Person, resident: Person, words: str) -> str:
    """A resident's post that mentions the municipality; answers its address."""
    name = f"@{ours.handle}"
    record = {
        "$type": "app.bsky.feed.post",
        "text": f"{name} {words}",
        "createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "langs": ["sv"],
        "facets": [
            {
                "index": {"byteStart": 0, "byteEnd": len(name.encode())},
                "features": [{"$type": "app.bsky.richtext.facet#mention", "did": ours.did}],
            }
        ],
    }
    body = {"repo": resident.did, "collection": "app.bsky.feed.post", "record": record}
    made = stack.call("com.atproto.repo.createRecord", body, token=resident.token)
    return str(made["uri"])


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
