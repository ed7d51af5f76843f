from torg.media.views.image import show_image

__all__ = ["show_image"]
