from torg.delivery.models.act import Act
from torg.delivery.models.attempt import Attempt
from torg.delivery.models.breaker import Breaker
from torg.delivery.models.hold import Hold
from torg.delivery.models.publication import Publication
from torg.delivery.models.worker import Worker

__all__ = ["Act", "Attempt", "Breaker", "Hold", "Publication", "Worker"]
