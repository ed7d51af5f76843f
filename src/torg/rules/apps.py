from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "torg.rules"
    label = "rules"
