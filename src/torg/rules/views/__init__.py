from torg.rules.views.adoptions import (
    adopt,
    export_pack,
    list_adoptions,
    mark_sent,
    show_adoption,
)
from torg.rules.views.book import compare, show_pack, show_rule
from torg.rules.views.changing import (
    approve_change,
    decline_change,
    list_changes,
    propose_change,
    show_change,
    withdraw_change,
)
from torg.rules.views.reading import confirm, list_readers, remind
from torg.rules.views.source import show_source
from torg.rules.views.trying import try_text

__all__ = [
    "adopt",
    "approve_change",
    "compare",
    "confirm",
    "decline_change",
    "export_pack",
    "list_adoptions",
    "list_changes",
    "list_readers",
    "mark_sent",
    "propose_change",
    "remind",
    "show_adoption",
    "show_change",
    "show_pack",
    "show_rule",
    "show_source",
    "try_text",
    "withdraw_change",
]
