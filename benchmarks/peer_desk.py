"""A django-helpdesk of its own: takes e-mail in, and lists its tickets.

Run by the Python of the peer's own environment: knows nothing of Torg and imports nothing of it.
Standard input, JSON: work, "mail" or "list"; folder, for its database and files. For mail:
letters, each of sender, subject and text. For list: rows, how many tickets; open, how many of them
are; rounds; turn, lists a round; text, of each ticket. Standard output, JSON: seconds of processor,
for all the letters or for one list; and what came of it, to be judged by who asks.
"""

import json
import logging
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.urls import include, path, reverse

DESK = "desk@helpdesk.example"
APPS = ("auth", "contenttypes", "sessions", "sites", "messages", "staticfiles", "admin", "humanize")
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
CONTEXT = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)
BLOCK = 5_000
# What its table asks for after a click on the column of dates: the newest first.
NEWEST = {
    "draw": "2", "start": "0", "length": "25", "search[value]": "",
    "order[0][column]": "5", "order[0][dir]": "desc",
}  # fmt: skip
urlpatterns: list[Any] = []


def site(folder: Path) -> None:
    """A site with the peer's own defaults, on the same kind of database as Torg's."""
    settings.configure(
        SECRET_KEY="throw-away",
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in APPS), "rest_framework", "helpdesk"],
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": CONTEXT},
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "desk.sqlite3",
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
        STATIC_URL="/static/",
        MEDIA_ROOT=folder / "media",
        USE_TZ=True,
        SITE_ID=1,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        HELPDESK_TEAMS_MODE_ENABLED=False,
    )
    django.setup()
    urlpatterns.append(path("", include("helpdesk.urls", namespace="helpdesk")))
    import_module("django.core.management").call_command("migrate", verbosity=0)


def queue() -> Any:
    """The one queue of the desk."""
    made = import_module("helpdesk.models").Queue.objects
    return made.create(title="Desk", slug="desk", email_address=DESK, allow_email_submission=True)


def letter(number: int, given: Mapping[str, str]) -> str:
    """A plain letter that says of itself that a machine sent it: the desk answers none such."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = given["sender"], DESK, given["subject"]
    made["Message-ID"] = f"<{number}@network.example>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(given["text"])
    return made.as_string()


def mail(given: Mapping[str, Any]) -> dict[str, Any]:
    """The letters one by one through the function that its mailboxes hand each letter to."""
    take = import_module("helpdesk.email").extract_email_metadata
    models = import_module("helpdesk.models")
    logger = logging.getLogger("helpdesk")
    desk = queue()
    letters = [letter(number, one) for number, one in enumerate(given["letters"])]
    began = time.process_time()
    for one in letters:
        take(message=one, queue=desk, logger=logger)
    seconds = time.process_time() - began
    first = models.Ticket.objects.order_by("id").first()
    return {
        "seconds": seconds,
        "stored": models.FollowUp.objects.count(),
        "text": first.description.strip(),
    }


def fill(desk: Any, rows: int, still_open: int, texts: Sequence[str]) -> None:
    """Tickets with one letter each: most are closed, the newest are open."""
    models, timezone = import_module("helpdesk.models"), import_module("django.utils.timezone")
    ticket, now = models.Ticket, timezone.now()
    for start in range(0, rows, BLOCK):
        numbers = range(start, min(start + BLOCK, rows))
        made = ticket.objects.bulk_create(
            ticket(
                title=f"Comment {n}",
                queue=desk,
                submitter_email=f"person{n}@network.example",
                description=texts[n % len(texts)],
                status=ticket.CLOSED_STATUS if n < rows - still_open else ticket.OPEN_STATUS,
            )
            for n in numbers
        )
        models.FollowUp.objects.bulk_create(
            models.FollowUp(ticket=one, date=now, title="E-Mail", comment=one.description)
            for one in made
        )


def listed(given: Mapping[str, Any]) -> dict[str, Any]:
    """The newest 25 tickets, as its page asks for them, by one of the staff: of those that are
    open, which is what it shows first, and of all."""
    fill(queue(), given["rows"], given["open"], given["texts"])
    user = import_module("django.contrib.auth").get_user_model()
    # So that the page tells what its script will ask for.
    import_module("django.test.utils").setup_test_environment()
    client = import_module("django.test").Client()
    client.force_login(user.objects.create_user("staff", is_staff=True, is_superuser=True))
    status = [number for number, _name in import_module("helpdesk.models").Ticket.STATUS_CHOICES]
    return {
        "open": newest(client, given, {}),
        "all": newest(client, given, {"status": status}),
    }


def newest(client: Any, given: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """One list again and again."""
    query = client.get(reverse("helpdesk:list"), chosen).context["urlsafe_query"]
    address = reverse("helpdesk:datatables_ticket_list", args=[query])
    found = client.get(address, NEWEST).json()
    each = []
    for _ in range(given["rounds"]):
        began = time.process_time()
        for _ in range(given["turn"]):
            client.get(address, NEWEST)
        each.append((time.process_time() - began) / given["turn"])
    ids = [one["id"] for one in found["data"]]
    return {"seconds": statistics.median(each), "ids": ids, "found": found["recordsFiltered"]}


WORKS = {"mail": mail, "list": listed}


def main() -> None:
    """Answer what standard input asks."""
    given = json.load(sys.stdin)
    logging.disable(logging.CRITICAL)
    site(Path(given["folder"]))
    json.dump(WORKS[given["work"]](given), sys.stdout)


if __name__ == "__main__":
    main()
