from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "torg.moderation"
    label = "moderation"
