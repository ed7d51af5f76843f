from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "torg.desk"
    label = "desk"
