"""The networks of the house, out of networks.toml: names, social functions, forms of address."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import regex


@dataclass(frozen=True, slots=True)
class Network:
    """What networks.toml says of one; its comment explains each field. Patterns are compiled."""

    key: str
    name: str
    comments: bool
    likes: bool
    follow: bool
    hosts: tuple[str, ...]
    paths: "tuple[regex.Pattern[str], ...]"
    home: str
    home_id: str = ""
    bare: str = "{handle}"
    ignored: str = ""
    server: bool = False
    names_end: tuple[str, ...] = ()
    posts: "tuple[regex.Pattern[str], ...]" = ()
    persons: "tuple[regex.Pattern[str], ...]" = ()
    pages: frozenset[str] = field(default=frozenset())

    @property
    def functions(self) -> tuple[str, ...]:
        """Which of comments, likes and follow residents have there (M1-45)."""
        return tuple(one for one in ("comments", "likes", "follow") if getattr(self, one))


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Addresses that carry another in their query. paths: empty means every path."""

    hosts: frozenset[str]
    query: tuple[str, ...]
    paths: frozenset[str] = frozenset()


def _pattern(text: str) -> "regex.Pattern[str]":
    return regex.compile(text, regex.IGNORECASE)


def _network(row: dict[str, Any]) -> Network:
    unknown = row.keys() - {one.name for one in fields(Network)}
    if unknown:
        raise ValueError(f"networks.toml: {row['key']} has unknown keys {sorted(unknown)}")
    made = dict(row)
    for name in ("paths", "posts", "persons"):
        made[name] = tuple(map(_pattern, row.get(name, ())))
    for name in ("hosts", "names_end"):
        made[name] = tuple(row.get(name, ()))
    return Network(**made | {"pages": frozenset(row.get("pages", ()))})


_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NETWORKS: dict[str, Network] = {row["key"]: _network(row) for row in _TABLE["network"]}
NAMES: dict[str, str] = {key: one.name for key, one in NETWORKS.items()}
WRAPPERS = tuple(
    Wrapper(frozenset(row["hosts"]), tuple(row["query"]), frozenset(row.get("paths", ())))
    for row in _TABLE["wrapper"]
)
SHORT = frozenset(host for row in _TABLE["short"] for host in row["hosts"])
