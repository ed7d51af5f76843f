"""Addresses of the rules, under /regler/."""

from django.urls import path

from torg.rules import views

app_name = "rules"
urlpatterns = [
    path("", views.show_pack, name="show_pack"),
    path("prova/", views.try_text, name="try_text"),
    path("jamfor/", views.compare, name="compare"),
    path("regel/<str:rule_id>/", views.show_rule, name="show_rule"),
    path("kalla/<str:rule_id>/", views.show_source, name="show_source"),
    path("antaganden/", views.list_adoptions, name="list_adoptions"),
    path("antaganden/ny/", views.adopt, name="adopt"),
    path("antaganden/<int:number>/", views.show_adoption, name="show_adoption"),
    path("antaganden/<int:number>/pack.toml", views.export_pack, name="export_pack"),
    path("antaganden/skickat/<uuid:dispatch_id>/", views.mark_sent, name="mark_sent"),
    path("andringar/", views.list_changes, name="list_changes"),
    path("andringar/ny/<str:of>/<str:key>/", views.propose_change, name="propose_change"),
    path("andringar/<uuid:proposal_id>/", views.show_change, name="show_change"),
    path("andringar/<uuid:proposal_id>/godkann/", views.approve_change, name="approve_change"),
    path("andringar/<uuid:proposal_id>/avsla/", views.decline_change, name="decline_change"),
    path("andringar/<uuid:proposal_id>/aterta/", views.withdraw_change, name="withdraw_change"),
    path("bekrafta/", views.confirm, name="confirm"),
    path("bekraftelser/", views.list_readers, name="list_readers"),
    path("bekraftelser/paminn/", views.remind, name="remind"),
]
