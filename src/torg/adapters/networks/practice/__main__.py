"""Run the practice network alone: python -m torg.adapters.networks.practice --dir D --port N."""

import argparse
import logging
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from torg.adapters.networks.practice.app import create_app
from torg.adapters.networks.practice.settings import Settings
from torg.ports.network import KeyKind


class Quiet(WSGIRequestHandler):
    """No line per request: drills make thousands."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def main() -> None:
    """Serve until stopped."""
    ask = argparse.ArgumentParser(prog="torg.adapters.networks.practice")
    ask.add_argument("--dir", type=Path, required=True)
    ask.add_argument("--port", type=int, required=True)
    ask.add_argument("--base", default="")
    ask.add_argument("--profile", choices=[kind.value for kind in KeyKind], default="keyed")
    ask.add_argument("--lag", type=float, default=0.0, help="seconds before an act shows")
    ask.add_argument("--processing", type=float, default=0.0, help="seconds before it is accepted")
    ask.add_argument("--control", action="store_true", help="open /api/control/ (drills)")
    ask.add_argument("--no-webhooks", action="store_true")
    ask.add_argument("--by-hand", action="store_true", help="deliver only when asked to")
    ask.add_argument("--talk", type=float, default=0.0, help="remarks per hour")
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    settings = Settings(
        profile=KeyKind(given.profile),
        visibility_lag=given.lag,
        processing=given.processing,
        control=given.control,
        webhooks=not given.no_webhooks,
        courier=not given.by_hand,
        talk_per_hour=given.talk,
        seed=given.seed,
    )
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    app = create_app(given.dir, given.base, settings)
    server = make_server("127.0.0.1", given.port, app, threaded=True, request_handler=Quiet)
    app.start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        app.close()


if __name__ == "__main__":
    main()
