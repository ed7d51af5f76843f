from django.apps import AppConfig


class HandbookConfig(AppConfig):
    name = "torg.handbook"
    label = "handbook"
