from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "torg.channels"
    label = "channels"
