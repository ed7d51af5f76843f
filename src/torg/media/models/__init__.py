from torg.media.models.media_item import MediaItem

__all__ = ["MediaItem"]
