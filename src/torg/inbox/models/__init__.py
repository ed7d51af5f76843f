from torg.inbox.models.early_event import EarlyEvent
from torg.inbox.models.forward import Forward
from torg.inbox.models.message import Answer, Direction, Message, MessageKind
from torg.inbox.models.note import Note
from torg.inbox.models.person import Person
from torg.inbox.models.raw_delivery import RawDelivery, Source
from torg.inbox.models.reply import Purpose, Reply
from torg.inbox.models.share import Share
from torg.inbox.models.sync_state import SyncState
from torg.inbox.models.template import Reach, Template
from torg.inbox.models.thread import Outcome, Route, Thread, ThreadKind
from torg.inbox.models.watch_round import WatchRound

__all__ = [
    "Answer",
    "Direction",
    "EarlyEvent",
    "Forward",
    "Message",
    "MessageKind",
    "Note",
    "Outcome",
    "Person",
    "Purpose",
    "RawDelivery",
    "Reach",
    "Reply",
    "Route",
    "Share",
    "Source",
    "SyncState",
    "Template",
    "Thread",
    "ThreadKind",
    "WatchRound",
]
