"""Moderation's addresses."""

from django.urls import path

from torg.moderation.views import cases, report, steps

app_name = "moderation"
urlpatterns = [
    path("", cases.list_cases, name="list_cases"),
    path("rapportera/<uuid:message_id>/", report.report_message, name="report_message"),
    path("<uuid:case_id>/", cases.show_case, name="show_case"),
    path("<uuid:case_id>/bevis/<slug:part>/", cases.evidence_file, name="evidence_file"),
    path("<uuid:case_id>/ta/", steps.accept, name="accept"),
    path("<uuid:case_id>/besluta/", steps.decide, name="decide"),
    path("<uuid:case_id>/angra/", steps.undo, name="undo"),
    path("<uuid:case_id>/avfarda/", steps.dismiss, name="dismiss"),
    path("<uuid:case_id>/lamna-over/", steps.hand_over, name="hand_over"),
    path("<uuid:case_id>/registrera/", steps.register, name="register"),
    path("<uuid:case_id>/avsluta/", steps.close, name="close"),
]
