"""Addresses of channels."""

from django.urls import path

from torg.channels import views
from torg.channels.views import access, feeds, public

app_name = "channels"
ONE = "ansokningar/<uuid:application_id>/"
urlpatterns = [
    path("", views.list_channels, name="list_channels"),
    path("kanaler.csv", views.fetch_channels, {"form": "csv"}, name="fetch_csv"),
    path("kanaler.xlsx", views.fetch_channels, {"form": "xlsx"}, name="fetch_xlsx"),
    path("flera/", views.change_channels, name="change_channels"),
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
    path("atkomst/", access.list_access, name="list_access"),
    path("atkomst/<uuid:access_id>/", access.show_holder, name="show_holder"),
    path("atkomst/<uuid:access_id>/beslut/", access.decide_access, name="decide_access"),
    path("atkomst/<uuid:access_id>/sakerhet/", access.note_safety, name="note_safety"),
    path("atkomst/<uuid:access_id>/borttagen/", access.withdraw_access, name="withdraw_access"),
    path("<uuid:channel_id>/atkomst/", access.show_access, name="show_access"),
    path("<uuid:channel_id>/atkomst/begar/", access.request_access, name="request_access"),
    path("<uuid:channel_id>/atkomst/bekrafta/", access.confirm_access, name="confirm_access"),
    path("avslut/", views.list_closings, name="list_closings"),
    path("avslut/<uuid:closing_id>/", views.show_closing, name="show_closing"),
    path("avslut/<uuid:closing_id>/rad/", views.advise_closing, name="advise_closing"),
    path("avslut/<uuid:closing_id>/besluta/", views.decide_closing, name="decide_closing"),
    path("avslut/<uuid:closing_id>/ta-emot/", views.confirm_order, name="confirm_order"),
    path(
        "avslut/<uuid:closing_id>/steg/<str:step>/",
        views.take_closing_step,
        name="take_closing_step",
    ),
    path("avslut/punkt/<uuid:item_id>/", views.tick_closing_item, name="tick_closing_item"),
    path("<uuid:channel_id>/vila/", views.turn_season, name="turn_season"),
    path("<uuid:channel_id>/avsluta/", views.start_closing, name="start_closing"),
    path("<uuid:channel_id>/", views.show_channel, name="show_channel"),
    path("<uuid:channel_id>/uppgifter/", views.change_channel, name="change_channel"),
    path("<uuid:channel_id>/principer/", views.propose_principle, name="propose_principle"),
    path("<uuid:channel_id>/anslut/", views.connect, name="connect"),
    path("<uuid:channel_id>/koppla-bort/", views.disconnect, name="disconnect"),
    path("<uuid:channel_id>/redaktion/", views.show_team, name="show_team"),
    path("<uuid:channel_id>/redaktion/medlem/", views.set_member, name="set_member"),
    path(
        "<uuid:channel_id>/redaktion/medlem/<uuid:member_id>/ta-bort/",
        views.remove_member,
        name="remove_member",
    ),
    path("<uuid:channel_id>/redaktion/schema/", views.make_rota, name="make_rota"),
    path("<uuid:channel_id>/redaktion/byte/", views.swap_weeks, name="swap_weeks"),
]

# What everybody may see; the site hangs it at the root, since some of it has addresses of its own.
public_urls = [
    path("kanaler/", public.list_all, name="list_all"),
    path("kanaler/akta/", public.check, name="check"),
    path("kanaler/akta.json", feeds.check_json, name="check_json"),
    path("kanaler/oppna-data/", public.about_data, name="about_data"),
    path("kanaler/kanaler.json", feeds.all_json, name="all_json"),
    path("kanaler/kanaler.csv", feeds.all_csv, name="all_csv"),
    path("kanaler/kanaler.atom", feeds.all_atom, name="all_atom"),
    path("kanaler/schema.json", feeds.schema, name="schema"),
    path("kanaler/lista.js", public.embed_script, name="embed_script"),
    path("kanaler/<slug:slug>/", public.list_municipality, name="list_municipality"),
    path("kanaler/<slug:slug>/bifoga/", public.embed, name="embed"),
    path("kanaler/<slug:slug>/webbplats/", public.about_embed, name="about_embed"),
    path("kanaler/<slug:slug>/kanaler.json", feeds.municipality_json, name="municipality_json"),
    path("kanaler/<slug:slug>/kanaler.csv", feeds.municipality_csv, name="municipality_csv"),
    path("kanaler/<slug:slug>/kanaler.atom", feeds.municipality_atom, name="municipality_atom"),
    path("kanaler/<slug:slug>/kanaler.jsonld", feeds.municipality_ld, name="municipality_ld"),
    path("kanaler/<slug:slug>/<uuid:channel_id>/", public.show_channel, name="show_channel"),
    path(".well-known/official-channels.json", feeds.well_known, name="well_known"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
]
