"""Addresses of the handbook, under /handbok/. They stay: links and help keys use them."""

from django.urls import path

from torg.handbook import views

app_name = "handbook"
urlpatterns = [
    path("", views.show_start, name="show_start"),
    path("allt/", views.read_all, name="read_all"),
    path("sok/", views.search_pages, name="search_pages"),
    path("vag/<str:entrance>/", views.list_entrance, name="list_entrance"),
    path("amne/<str:topic>/", views.list_topic, name="list_topic"),
    path("skede/<str:phase>/", views.list_phase, name="list_phase"),
    path("andra/<slug:kommun>/", views.list_others, name="list_others"),
    path("sida/<slug:slug>/", views.show_page, name="show_page"),
    path("sida/<slug:slug>/synpunkt/", views.send_remark, name="send_remark"),
    path("hjalp/<str:key>/", views.show_help, name="show_help"),
    path("falt/<str:place>/", views.show_place, name="show_place"),
    path("dokument/<slug:key>/", views.show_document, name="show_document"),
    path("skotsel/", views.look_after, name="look_after"),
    path("skotsel/<uuid:remark_id>/klar/", views.close_remark, name="close_remark"),
]
