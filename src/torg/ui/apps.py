from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "torg.ui"
    label = "ui"
