from torg.handbook.models.remark import Remark

__all__ = ["Remark"]
