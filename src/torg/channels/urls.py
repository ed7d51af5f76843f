"""Addresses of channels."""

from django.urls import path

from torg.channels import views

app_name = "channels"
ONE = "ansokningar/<uuid:application_id>/"
urlpatterns = [
    path("", views.list_channels, name="list_channels"),
    path("ny/", views.add_channel, name="add_channel"),
    path("ansokningar/", views.list_applications, name="list_applications"),
    path("ansokningar/ny/", views.start_application, name="start_application"),
    path(ONE, views.show_application, name="show_application"),
    path(f"{ONE}skriv/", views.edit_application, name="edit_application"),
    path(f"{ONE}vidare/", views.pass_on_application, name="pass_on_application"),
    path(f"{ONE}ater/", views.return_application, name="return_application"),
    path(f"{ONE}beslut/", views.decide_application, name="decide_application"),
    path(f"{ONE}rad/", views.advise_application, name="advise_application"),
    path(f"{ONE}avstamning/", views.consult_application, name="consult_application"),
    path(f"{ONE}aterta/", views.withdraw_application, name="withdraw_application"),
    path("<uuid:channel_id>/start/", views.launch_channel, name="launch_channel"),
    path("<uuid:channel_id>/start/bock/", views.tick_item, name="tick_item"),
    path("<uuid:channel_id>/start/starta/", views.start_channel, name="start_channel"),
    path("<uuid:channel_id>/", views.show_channel, name="show_channel"),
    path("<uuid:channel_id>/uppgifter/", views.change_channel, name="change_channel"),
    path("<uuid:channel_id>/principer/", views.propose_principle, name="propose_principle"),
    path("<uuid:channel_id>/anslut/", views.connect, name="connect"),
    path("<uuid:channel_id>/koppla-bort/", views.disconnect, name="disconnect"),
]
