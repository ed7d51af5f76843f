from torg.rules.actions.adopt_pack import adopt_pack
from torg.rules.actions.set_mode import set_mode

__all__ = ["adopt_pack", "set_mode"]
