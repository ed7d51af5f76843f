"""One module per kind of rule; this table names them all."""

from torg.policy.kinds import (
    day_booking,
    four_eyes,
    holiday_rule,
    link_check,
    personal_number,
    post_limit,
    post_minimum,
    post_signature,
    post_streak,
    removal_duty,
    removal_grounds,
    reply_deadline,
    reply_frame,
    required_elements,
    sharing,
    source_check,
    watch_rounds,
)
from torg.policy.rule import Kind

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        day_booking,
        four_eyes,
        holiday_rule,
        link_check,
        personal_number,
        post_limit,
        post_minimum,
        post_signature,
        post_streak,
        removal_duty,
        removal_grounds,
        reply_deadline,
        reply_frame,
        required_elements,
        sharing,
        source_check,
        watch_rounds,
    )
}
