"""Addresses of the log, under /logg/."""

from django.urls import path

from torg.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.list_entries, name="list_entries"),
    path("<int:seq>/", views.show_entry, name="show_entry"),
    path("<int:seq>/bevis.json", views.download_proof, name="download_proof"),
]
