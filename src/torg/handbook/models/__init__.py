from torg.handbook.models.question import Question
from torg.handbook.models.remark import Remark

__all__ = ["Question", "Remark"]
