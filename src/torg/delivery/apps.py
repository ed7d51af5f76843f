from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "torg.delivery"
    label = "delivery"
