from torg.rules.models.mode_flag import ModeFlag
from torg.rules.models.pack_adoption import PackAdoption

__all__ = ["ModeFlag", "PackAdoption"]
