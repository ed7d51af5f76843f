import stat
import subprocess
import sys
from pathlib import Path

from torg.site.secrets import key_material

# Both are up and waiting before either may go.
START_TOGETHER = """
import sys
from pathlib import Path
from torg.site.secrets import key_material
print("ready", flush=True)
sys.stdin.readline()
for number in range(200):
    print(key_material(Path(sys.argv[1]) / f"key-{number}"))
"""


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "session.key"

    made = key_material(path)

    assert len(made) >= 64
    assert key_material(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["session.key"]


def test_two_processes_that_start_at_once_hold_the_same_keys(tmp_path: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", START_TOGETHER, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    first, second = (process.communicate(timeout=60)[0].split() for process in both)

    assert len(first) == 200
    assert all(len(key) >= 64 for key in first)
    assert first == second
