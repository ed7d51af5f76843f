from torg.moderation.models.block import Block
from torg.moderation.models.case import Case, Measure, Notice
from torg.moderation.models.evidence import Evidence

__all__ = ["Block", "Case", "Evidence", "Measure", "Notice"]
