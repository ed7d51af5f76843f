"""Addresses of the first page and the status page."""

from django.urls import path

from torg.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.show_day, name="show_day"),
    path("status/", views.show_status, name="show_status"),
]
