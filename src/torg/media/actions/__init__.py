from torg.media.actions.add_image import add_image

__all__ = ["add_image"]
