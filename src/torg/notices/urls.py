"""Addresses of letters, and of what is told by them."""

from django.urls import path

from torg.notices import views

app_name = "notices"
urlpatterns = [
    path("brev/", views.list_letters, name="list_letters"),
    path("brev/<uuid:letter_id>/", views.show_letter, name="show_letter"),
    path("brev/<uuid:letter_id>/besked/", views.settle_letter, name="settle_letter"),
    path("aviseringar/", views.set_own, name="set_own"),
    path("aviseringar/roller/", views.list_roles, name="list_roles"),
    path("aviseringar/roller/<slug:role>/", views.set_role, name="set_role"),
]
