from torg.notices.models.letter import Letter

__all__ = ["Letter"]
