from torg.notices.models.letter import Letter
from torg.notices.models.notice import Notice, OwnSetting, RoleSetting

__all__ = ["Letter", "Notice", "OwnSetting", "RoleSetting"]
