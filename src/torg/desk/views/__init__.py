from torg.desk.views.day import show_day
from torg.desk.views.status import show_status

__all__ = ["show_day", "show_status"]
