from torg.channels.actions.add_channel import add_channel
from torg.channels.actions.change_channel import change_channel
from torg.channels.actions.connect import connect
from torg.channels.actions.disconnect import disconnect
from torg.channels.actions.mark_broken import mark_broken
from torg.channels.actions.subscribe import subscribe

__all__ = ["add_channel", "change_channel", "connect", "disconnect", "mark_broken", "subscribe"]
