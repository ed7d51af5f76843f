"""A clock that is set is noticed; one that drifts is not."""

from datetime import timedelta

from torg.kernel.jumps import JumpWatch


class Clocks:
    def __init__(self) -> None:
        self.wall, self.steady = 1_000_000.0, 50.0

    def pass_by(self, seconds: float, *, set_by: float = 0.0) -> None:
        self.steady += seconds
        self.wall += seconds + set_by


def test_only_a_jump_ends_the_calm() -> None:
    clocks = Clocks()
    watch = JumpWatch(lambda: clocks.wall, lambda: clocks.steady)
    for _ in range(100):
        clocks.pass_by(5, set_by=0.05)
        assert watch.calm_for() == timedelta.max
    for jump in (3600, -3600, 259_200):
        clocks.pass_by(5, set_by=jump)
        assert watch.calm_for() == timedelta(0)
        clocks.pass_by(7)
        assert watch.calm_for() == timedelta(seconds=7)
