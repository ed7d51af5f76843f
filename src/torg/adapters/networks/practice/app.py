"""The WSGI application: routes, errors, headers, threads."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice import accounts, api, control, pages
from torg.adapters.networks.practice.answers import refused
from torg.adapters.networks.practice.calls import NAME, Callers
from torg.adapters.networks.practice.cast import CAST
from torg.adapters.networks.practice.faults import Saboteur
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.residents import Talker
from torg.adapters.networks.practice.settings import Settings
from torg.adapters.networks.practice.site import Site, utc_now
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.webhooks import Courier

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 64 * 1024 * 1024
SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Handler = Callable[..., Response]

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/api/me", api.me),
    ("GET", "/api/account", api.account),
    ("GET", "/api/limits", api.limits),
    ("POST", "/api/acts/<kind>", api.act),
    ("GET", "/api/acts", api.acts_since),
    ("GET", "/api/acts/by-key/<key>", api.act_by_key),
    ("GET", "/api/events", api.events),
    ("PUT", "/api/webhook", api.webhook),
    ("PUT", "/api/control/faults", control.faults),
    ("PUT", "/api/control/settings", control.settings),
    ("POST", "/api/control/cursors", control.cursors),
    ("POST", "/api/control/storm", control.storm),
    ("POST", "/api/control/deliver", control.deliver),
    ("GET", "/api/control/told", control.told),
    ("POST", "/api/control/accounts", control.account),
    ("POST", "/api/control/revoke", control.revoke),
    ("POST", "/api/control/fate", control.fate),
    ("POST", "/api/control/resident", control.resident),
    *pages.ROUTES,
)


class Application:
    """WSGI callable. site: its parts, for tests and seeding. close() ends its threads."""

    def __init__(self, site: Site, base_path: str) -> None:
        self.site = site
        self._base = base_path.rstrip("/")
        self._map = Map(
            [Rule(path, methods=[method], endpoint=handler) for method, path, handler in ROUTES]
        )
        self._threads: list[Courier | Talker] = []

    def start(self) -> None:
        """Start deliveries and talkers as the settings say."""
        settings = self.site.store.settings
        if settings.webhooks and settings.courier:
            self._threads.append(Courier(self.site))
        if settings.talk_per_hour > 0:
            self._threads.append(Talker(self.site))
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End the threads."""
        for thread in self._threads:
            thread.stop()
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads.clear()
        self.site.store.close()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve one request below the base path, whether or not the mount shifted it."""
        path = environ.get("PATH_INFO", "")
        inside = path == self._base or path.startswith(self._base + "/")
        if self._base and inside and not environ.get("SCRIPT_NAME", "").endswith(self._base):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + self._base
            environ["PATH_INFO"] = path[len(self._base) :]
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        request.max_form_memory_size = 256 * 1024
        answer = self._answer(request)
        for name, value in SAFE_HEADERS.items():
            answer.headers[name] = value
        return answer(environ, start_response)

    def _answer(self, request: Request) -> Response:
        routes: MapAdapter = self._map.bind_to_environ(request.environ)
        for_programs = request.path.startswith("/api/")
        try:
            handler, values = routes.match()
            found: Response = _handler(handler)(self.site, request, **values)
        except No as no:
            return refused(no) if for_programs else pages.refused(self.site, request, no)
        except HTTPException as problem:
            return _not_served(self.site, request, problem, for_programs=for_programs)
        return found


def _handler(endpoint: Any) -> Handler:
    handler: Handler = endpoint
    return handler


def _not_served(
    site: Site, request: Request, problem: HTTPException, *, for_programs: bool
) -> Response:
    answer = problem.get_response(request.environ)
    if isinstance(answer, Response) and answer.status_code in {301, 302, 307, 308}:
        return answer
    no = No(
        problem.code or 400, f"http-{problem.code}", "Sidan finns inte eller tar inte emot det."
    )
    return refused(no) if for_programs else pages.refused(site, request, no)


def create_app(
    directory: Path, base_path: str = "", settings: Settings | None = None
) -> Application:
    """An instance on its own folder. base_path: where it is mounted, e.g. "/ovning".

    The caller starts its threads with `start()`, in the process that serves.
    """
    templates = Environment(
        loader=PackageLoader("torg.adapters.networks.practice"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(pages.GLOBALS)
    store = Store(directory, settings)
    for role in CAST:
        if not accounts.is_known(store, role.name):
            accounts.open_resident(store, name=role.name, about=role.about, now=utc_now())
    callers = Callers(directory / NAME if store.settings.control else None)
    site = Site(store, templates, Saboteur(store.settings.seed), callers)
    return Application(site, base_path)
