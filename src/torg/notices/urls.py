"""Addresses of letters."""

from django.urls import path

from torg.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.list_letters, name="list_letters"),
    path("<uuid:letter_id>/", views.show_letter, name="show_letter"),
    path("<uuid:letter_id>/besked/", views.settle_letter, name="settle_letter"),
]
