"""Addresses of planning."""

from django.urls import path

from torg.planning import views

app_name = "planning"
urlpatterns = [
    path("", views.show_calendar, name="show_calendar"),
    path("lista/", views.list_posts, name="list_posts"),
    path("nytt/", views.new_post, name="new_post"),
    path("besked/<uuid:closing_id>/", views.plan_closing_notice, name="plan_closing_notice"),
    path("forsakringar/", views.show_benefits, name="show_benefits"),
    path("forsakringar/forsakringar.csv", views.fetch_benefits, name="fetch_benefits"),
    path("granska-orden/", views.check_words, name="check_words"),
    path("<uuid:post_id>/", views.show_post, name="show_post"),
    path("<uuid:post_id>/andra/", views.edit_post, name="edit_post"),
    path("<uuid:post_id>/lamna/", views.submit, name="submit"),
    path("<uuid:post_id>/godkann/", views.approve, name="approve"),
    path("<uuid:post_id>/ater/", views.return_post, name="return_post"),
    path("<uuid:post_id>/planera/", views.schedule_alone, name="schedule_alone"),
    path("<uuid:post_id>/publicera-nu/", views.publish_now, name="publish_now"),
    path("<uuid:post_id>/angra/", views.undo_publish, name="undo_publish"),
    path("<uuid:post_id>/dra-tillbaka/", views.withdraw, name="withdraw"),
    path("kanal/<uuid:variant_id>/fakta/", views.change_facts, name="change_facts"),
    path("kanal/<uuid:variant_id>/skicka-igen/", views.send_again, name="send_again"),
    path("kanal/<uuid:variant_id>/angra/", views.undo_send, name="undo_send"),
]
