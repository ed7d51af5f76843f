from torg.moderation.models.block import Block
from torg.moderation.models.case import Case, Measure, Notice
from torg.moderation.models.evidence import Evidence
from torg.moderation.models.fixity import EvidenceFault, FixityRound

__all__ = ["Block", "Case", "Evidence", "EvidenceFault", "FixityRound", "Measure", "Notice"]
