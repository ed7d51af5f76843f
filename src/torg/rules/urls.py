"""Addresses of the rules, under /regler/."""

from django.urls import path

from torg.rules import views

app_name = "rules"
urlpatterns = [
    path("", views.show_pack, name="show_pack"),
    path("prova/", views.try_text, name="try_text"),
    path("jamfor/", views.compare, name="compare"),
    path("regel/<str:rule_id>/", views.show_rule, name="show_rule"),
]
