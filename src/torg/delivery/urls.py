"""Addresses of delivery."""

from django.urls import path

from torg.delivery import views

app_name = "delivery"
urlpatterns = [
    path("", views.list_acts, name="list_acts"),
    path("paus/", views.place_hold, name="place_hold"),
    path("paus/<uuid:hold_id>/hav/", views.lift_hold, name="lift_hold"),
    path("<uuid:act_id>/", views.show_act, name="show_act"),
    path("<uuid:act_id>/avgor/", views.settle_act, name="settle_act"),
    path("<uuid:act_id>/kontrollera/", views.look_now, name="look_now"),
]
