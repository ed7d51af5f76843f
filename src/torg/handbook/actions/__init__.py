from torg.handbook.actions.close_remark import close_remark
from torg.handbook.actions.send_remark import send_remark

__all__ = ["close_remark", "send_remark"]
