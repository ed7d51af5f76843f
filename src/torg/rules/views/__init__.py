from torg.rules.views.book import compare, show_pack, show_rule
from torg.rules.views.trying import try_text

__all__ = ["compare", "show_pack", "show_rule", "try_text"]
