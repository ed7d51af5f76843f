"""Who decides, is asked, answers for or hears about something, by stable keys.

Keys are those of the people room where it has the role, and of the requirements, section 5.
"""

from collections.abc import Iterable
from typing import Literal

from torg.policy.swedish import listed

Role = Literal[
    "account_lead",
    "administrator",
    "board",
    "channel_admin",
    "communications_department",
    "communications_manager",
    "communications_strategist",
    "communicator",
    "contact_centre",
    "department_communicator",
    "department_watcher",
    "executive_board",
    "head_of_communications",
    "leadership",
    "main_account_owner",
    "moderator",
    "municipal_director",
    "nearest_manager",
    "official",
    "page_responsible",
    "press_officer",
    "register_owner",
    "registrar",
    "registry_office",
    "responsible_manager",
    "responsible_operation",
    "social_media_editor",
    "web_strategist",
    "youtube_owner",
]
ROLE_NAMES: dict[str, str] = {
    "account_lead": "ansvarig kommunikatör",
    "administrator": "systemadministratör",
    "board": "nämnden",
    "channel_admin": "kanalens administratör",
    "communications_department": "kommunikationsavdelningen",
    "communications_manager": "kommunikationsansvarig chef",
    "communications_strategist": "kommunikationsstrateg",
    "communicator": "kommunikatör",
    "contact_centre": "kontaktcenter",
    "department_communicator": "förvaltningens kommunikatör",
    "department_watcher": "berörd kommunikatör",
    "executive_board": "kommunstyrelsen",
    "head_of_communications": "kommunikationschef",
    "leadership": "ledningen",
    "main_account_owner": "huvudkontots kontaktperson",
    "moderator": "moderator",
    "municipal_director": "kommundirektör",
    "nearest_manager": "närmaste chef",
    "official": "tjänsteperson",
    "page_responsible": "sidansvarig",
    "press_officer": "pressansvarig",
    "register_owner": "kanalregistrets support",
    "registrar": "registrator",
    "registry_office": "kansliet",
    "responsible_manager": "ansvarig chef",
    "responsible_operation": "ansvarig verksamhet",
    "social_media_editor": "redaktör för sociala medier",
    "web_strategist": "webbstrateg",
    "youtube_owner": "Youtube-ansvarig",
}


def roles_in_words(roles: Iterable[str]) -> str:
    """ansvarig chef och kommunikationsansvarig chef"""
    return listed([ROLE_NAMES[role] for role in roles])
