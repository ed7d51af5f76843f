from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "torg.ledger"
    label = "ledger"
