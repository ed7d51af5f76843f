from torg.media.views.image import show_image
from torg.media.views.record import show_record

__all__ = ["show_image", "show_record"]
