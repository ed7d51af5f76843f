from torg.planning.models.day_booking import DayBooking
from torg.planning.models.post import Post, PostImage, Received
from torg.planning.models.review import Review, ReviewVerdict
from torg.planning.models.variant import Variant

__all__ = ["DayBooking", "Post", "PostImage", "Received", "Review", "ReviewVerdict", "Variant"]
