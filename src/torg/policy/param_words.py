"""What the values that a municipality may change are called in Swedish."""

_WORDS = {
    "alert_minutes": "minuter till larm",
    "answerer": "vem som svarar på frågor",
    "chosen": "läsart",
    "cut_off": "gräns på dagen",
    "days": "antal dagar",
    "days_in_a_row": "dagar i rad",
    "editors": "antal redaktörer",
    "fewer_than": "färre inlägg än",
    "first_days_before": "dagar före stängningen",
    "follow_up_working_days": "arbetsdagar till nytt besked",
    "grace_days": "dagar i anstånd",
    "granted": "om ja krävs",
    "hours": "antal timmar",
    "least": "minst",
    "longest": "längsta tid",
    "month": "vad månadens plan har",
    "months": "antal månader",
    "most": "högst",
    "most_lix": "högsta läsbarhetsindex",
    "no_emoji": "utan emojier",
    "not_after_days": "dagars tystnad utan besked",
    "notices": "antal besked",
    "page_age_months": "månader till översyn",
    "pause": "om det schemalagda väntar",
    "posts_per_day": "inlägg om dagen",
    "remind_at": "tid för påminnelse",
    "reply_hours": "timmar till svar",
    "review_days": "dagar till omprövning",
    "spacing_minutes": "minuter mellan ronder",
    "template": "mallens text",
    "verdict": "utfall",
    "week": "vad veckans plan har",
    "weekly_hours": "timmar i veckan",
    "within_minutes": "minuter från start",
}


def key_in_words(key: str) -> str:
    """antal timmar; a key without words stands as it is written in the pack."""
    return _WORDS.get(key, key)
