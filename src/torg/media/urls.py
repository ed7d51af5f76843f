"""Addresses of media."""

from django.urls import path

from torg.media import views

app_name = "media"
urlpatterns = [
    path("<uuid:pk>/", views.show_image, name="show_image"),
    path("<uuid:pk>/om/", views.show_record, name="show_record"),
]
