from torg.delivery.views.acts import list_acts, look_now, settle_act, show_act
from torg.delivery.views.holds import lift_hold, place_hold

__all__ = ["lift_hold", "list_acts", "look_now", "place_hold", "settle_act", "show_act"]
