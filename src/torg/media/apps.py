from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "torg.media"
    label = "media"
