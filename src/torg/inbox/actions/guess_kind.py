"""A first guess at what a message is about: plain word rules that anyone can read and correct."""

import re

from torg.inbox.models import MessageKind
from torg.kernel.text import has_few_words, links

# All read the text in small letters: to look for both cases costs twice as much.
_ASKS = re.compile(
    r"\?|^\s*(?:hej[,! ]+)?(?:när|hur|var|vart|varför|vem|"
    r"kan (?:ni|man|jag)|går det att|finns det|får (?:man|jag)|ska (?:man|ni)|är det)\b"
)
_WONDERS = re.compile(
    r"\b(?:undrar|vore bra att veta|får inget svar|ingen som vet|hittar inte|väntar fortfarande)\b"
)
_PRAISES = re.compile(
    r"\b(?:tack|bra (?:jobbat|jobb|gjort|där)|toppen|fantastisk\w*|härlig\w*|underbar\w*|"
    r"vad (?:fint|kul|bra)|grymt|heja|snyggt|jättebra)\b|❤|👏|😍|🙏"
)
_BLAMES = re.compile(
    r"\b(?:skandal\w*|skämm\w*|skam|bedrövlig\w*|uselt?|urdålig\w*|katastrof\w*|inkompetent\w*|"
    r"sämst|besviken|besvikna|arg|förbannad\w*|oacceptabel\w*|slöseri\w*|fiasko)\b|😡|🤬|👎"
)
_VIEWS = re.compile(
    r"\b(?:tycker|anser|borde|önskar|föreslår|förslag|synpunkt\w*|kunde ni|det vore|vill se|"
    r"istället för|hellre)\b"
)
_SELLS = re.compile(
    r"\b(?:bitcoin|krypto\w*|tjäna pengar|casino|onlyfans|klicka här|gratis vinst|investera nu)\b"
)
_SHORT = 12


def guess_kind(text: str) -> MessageKind:
    """The likely kind; UNKNOWN when the words tell nothing. The order is the rule:

    what sells is spam; what asks is a question, however angry; then blame, viewpoint,
    praise; wondering without a question mark is an implicit question; a few plain words
    are a comment.
    """
    low = text.lower()
    if _SELLS.search(low) and links(text):
        return MessageKind.SPAM
    for pattern, kind in (
        (_ASKS, MessageKind.QUESTION),
        (_WONDERS, MessageKind.IMPLICIT),
        (_BLAMES, MessageKind.CRITICISM),
        (_VIEWS, MessageKind.VIEWPOINT),
        (_PRAISES, MessageKind.PRAISE),
    ):
        if pattern.search(low):
            return kind
    if has_few_words(text, _SHORT):
        return MessageKind.COMMENT
    return MessageKind.UNKNOWN
