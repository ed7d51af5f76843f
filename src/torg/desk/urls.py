"""Addresses of the first page, the status page, and of what every page of the desk uses."""

from django.urls import path

from torg.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.show_day, name="show_day"),
    path("omprova/<uuid:channel_id>/", views.review_channel, name="review_channel"),
    path("personer/<uuid:user_id>/slutar/", views.leave_person, name="leave_person"),
    path("slutat/", views.list_departures, name="list_departures"),
    path("slutat/<uuid:departure_id>/", views.show_departure, name="show_departure"),
    path(
        "slutat/uppgift/<uuid:task_id>/", views.settle_departure_task, name="settle_departure_task"
    ),
    path("kapat/<uuid:channel_id>/borja/", views.begin_hijack, name="begin_hijack"),
    path("kapat/plan/<uuid:hijack_id>/", views.show_hijack, name="show_hijack"),
    path("kapat/plan/<uuid:hijack_id>/avsluta/", views.end_hijack, name="end_hijack"),
    path("kapat/steg/<uuid:step_id>/", views.take_hijack_step, name="take_hijack_step"),
    path("status/", views.show_status, name="show_status"),
    path("kris/", views.show_crisis, name="show_crisis"),
    path("kris/borja/", views.begin_crisis, name="begin_crisis"),
    path("kris/avsluta/", views.end_crisis, name="end_crisis"),
    path("installningar/", views.set_preferences, name="set_preferences"),
    path("narvaro/<slug:kind>/<uuid:object_id>/", views.note_presence, name="note_presence"),
    path("utkast/<slug:form>/<uuid:about_id>/", views.keep_draft, name="keep_draft"),
    path("utkast/<slug:form>/<uuid:about_id>/kasta/", views.drop_draft, name="drop_draft"),
    path("fragor/", views.list_questions, name="list_questions"),
    path("fragor/ny/", views.ask_communications, name="ask_communications"),
    path("fragor/<uuid:question_id>/", views.show_question, name="show_question"),
    path("fragor/<uuid:question_id>/svara/", views.answer_question, name="answer_question"),
    path("fragor/<uuid:question_id>/angra/", views.withdraw_question, name="withdraw_question"),
    path("filter/", views.list_filters, name="list_filters"),
    path("filter/nytt/<slug:place>/", views.new_filter, name="new_filter"),
    path("filter/<uuid:filter_id>/", views.edit_filter, name="edit_filter"),
    path("filter/<uuid:filter_id>/forval/", views.choose_default, name="choose_default"),
    path("filter/<uuid:filter_id>/ta-bort/", views.delete_filter, name="delete_filter"),
]
