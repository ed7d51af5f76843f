from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "torg.inbox"
    label = "inbox"
