"""Two applications on one port, told apart by the whole first part of the path."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

import pytest

from torg.site.beside import Beside


class Said:
    """An application that answers with a name and the path it was given."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """The name and the path."""
        start("200 OK", [])
        return [f"{self.name} {environ['PATH_INFO']}".encode()]


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/", "desk"),
        ("/ovning", "practice"),
        ("/ovning/", "practice"),
        ("/ovning/api/posts", "practice"),
        ("/ovningar/", "desk"),
        ("/planering/ovning/", "desk"),
    ],
)
def test_the_path_decides(path: str, who: str) -> None:
    environ: WSGIEnvironment = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    both = Beside(Said("desk"), "/ovning", Said("practice"))
    answer = both(environ, lambda *_: lambda _: None)
    assert b"".join(answer).decode() == f"{who} {path}"
