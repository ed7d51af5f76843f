"""Addresses of channels."""

from django.urls import path

from torg.channels import views

app_name = "channels"
urlpatterns = [
    path("", views.list_channels, name="list_channels"),
    path("ny/", views.add_channel, name="add_channel"),
    path("<uuid:channel_id>/", views.show_channel, name="show_channel"),
    path("<uuid:channel_id>/uppgifter/", views.change_channel, name="change_channel"),
    path("<uuid:channel_id>/principer/", views.propose_principle, name="propose_principle"),
    path("<uuid:channel_id>/anslut/", views.connect, name="connect"),
    path("<uuid:channel_id>/koppla-bort/", views.disconnect, name="disconnect"),
]
