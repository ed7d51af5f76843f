from torg.media.actions.add_image import add_image
from torg.media.actions.date_image import date_image

__all__ = ["add_image", "date_image"]
