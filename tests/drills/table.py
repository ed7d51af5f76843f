"""The one table of drills: which cells there are, how large in CI and in full."""

from dataclasses import dataclass

from torg.ports.network import KeyKind

BOTH = ("sqlite", "postgres")
PROFILES = tuple(kind.value for kind in KeyKind)


@dataclass(frozen=True)
class Cell:
    """One command of a drill, on each of `dbs` and with each number of `workers`.

    size: the option that says how much; ci and full: its values. A cell whose ci is 0 is run
    by hand or in full only. own: the other options that the command takes. own_test: CI runs
    it through a test of its own.
    """

    drill: str
    name: str
    command: tuple[str, ...]
    size: str
    ci: int
    full: int
    dbs: tuple[str, ...] = BOTH
    workers: tuple[int, ...] = (1,)
    ci_dbs: tuple[str, ...] = ("sqlite",)
    ci_workers: tuple[int, ...] = (1,)
    own: tuple[str, ...] = ("--workers", "--seed")
    own_test: bool = False


def _kills() -> list[Cell]:
    """A post on all three kinds of network; its whole way and every other act where keys are."""
    whole = [
        Cell(
            "F1", f"publish/{profile}",
            ("tests.drills.kills", "--kind", "publish", "--profile", profile),
            "--kills", 30, 3000,
            workers=(1, 2), ci_dbs=BOTH, ci_workers=(1,) if profile == "keyed" else (2,),
        )
        for profile in PROFILES
    ]  # fmt: skip
    way = Cell(
        "F1", "post/keyed", ("tests.drills.kills", "--kind", "post", "--profile", "keyed"),
        "--kills", 20, 3000, workers=(1, 2), ci_workers=(2,),
    )  # fmt: skip
    rest = Cell(
        "F1", "acts/keyed", ("tests.drills.kills", "--kind", "acts", "--profile", "keyed"),
        "--kills", 80, 3000, workers=(1, 2),
    )  # fmt: skip
    late = Cell(
        "F1", "late/read_back", ("tests.drills.kills", "--profile", "read_back", "--late"),
        "--kills", 0, 300, workers=(1, 2),
    )  # fmt: skip
    return [*whole, way, rest, late]


def _freezes() -> list[Cell]:
    """Frozen workers of one host, and hosts cut off from the database that they share."""
    rows = [("stop", "keyed", BOTH), ("stop", "read_back", BOTH), ("cut", "read_back", BOTH[1:])]
    return [
        Cell(
            "F3", f"{how}/{profile}",
            ("tests.drills.freezes", "--how", how, "--profile", profile),
            "--freezes", 0 if profile == "keyed" else 8, 1000,
            dbs=dbs, workers=(2, 4), ci_dbs=dbs[-1:] if how == "cut" else dbs[:1], ci_workers=(3,),
        )
        for how, profile, dbs in rows
    ]  # fmt: skip


def _clocks() -> list[Cell]:
    """Every change of the clocks, and clocks that jump. The night is planned to the minute."""
    clocks, own = "tests.drills.clocks", ("--seed",)
    return [
        Cell("F4", "dst", (clocks, "--what", "dst"), "--size", 0, 6, own=own),
        Cell("F4", "jumps", (clocks, "--what", "jumps"), "--size", 1, 30, own=own),
    ]


def _ground() -> list[Cell]:
    """The database and the disk give way; an upgrade is killed. CI: on SQLite only."""
    return [
        Cell("F8", "database", ("tests.drills.database",), "--faults", 6, 250,
             own=("--db", "--seed")),
        *(
            Cell("F9", f"disk/{where}", ("tests.drills.disk", "--where", where), "--size",
                 8 if where == "evidence" else 0, 64, dbs=BOTH[:1], own=("--seed",))
            for where in ("database", "worker", "media", "inodes", "evidence", "backup", "tmp")
        ),
        Cell("F18", "upgrade", ("tests.drills.upgrade",), "--kills", 2, 100,
             own=("--db", "--seed")),
    ]  # fmt: skip


def _others() -> list[Cell]:
    """Drills that furnish their own desk; CI runs each through its own test."""
    answers, storm, restore = "tests.drills.answers", "tests.drills.storm", "tests.drills.restore"
    return [
        *(
            Cell("F2", f"answers/{profile}", (answers, "--profile", profile), "--each",
                 2 if profile == "read_back" else 0, 1000, own=("--seed",))
            for profile in PROFILES
        ),
        Cell("F7", "storm", (storm,), "--events", 2000, 100_000, own=("--db", "--seed"),
             own_test=True),
        Cell("F10", "damage", ("tests.drills.damage",), "--flips", 100, 10_000, own=("--seed",),
             own_test=True),
        Cell("F12", "restore", (restore,), "--cycles", 2, 50, own=("--db", "--seed"),
             own_test=True),
        *_ground(),
    ]  # fmt: skip


RACES = Cell(
    "F6", "booking", ("tests.drills.races",), "--days", 4, 1000,
    workers=(8,), ci_dbs=BOTH[1:], ci_workers=(8,),
)  # fmt: skip
LOAD = Cell("F17", "load", ("tests.drills.load",), "--kills", 0, 1000, workers=(2,))
CELLS: tuple[Cell, ...] = tuple(
    sorted(
        (*_kills(), *_freezes(), *_clocks(), RACES, LOAD, *_others()),
        key=lambda cell: int(cell.drill[1:]),
    )
)
DRILLS = tuple(dict.fromkeys(cell.drill for cell in CELLS))
