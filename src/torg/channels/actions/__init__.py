from torg.channels.actions.add_channel import add_channel
from torg.channels.actions.connect import connect
from torg.channels.actions.mark_broken import mark_broken

__all__ = ["add_channel", "connect", "mark_broken"]
