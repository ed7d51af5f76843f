from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "torg.planning"
    label = "planning"
