from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "torg.notices"
    label = "notices"
