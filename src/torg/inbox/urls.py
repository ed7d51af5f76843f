"""The inbox's addresses. Included at the root, since networks deliver outside the desk."""

from django.urls import path

from torg.inbox.views import (
    answer,
    by_hand,
    hand_over,
    rounds,
    sharing,
    steps,
    templates,
    threads,
    webhook,
)
from torg.inbox.views import repost as reposting

app_name = "inbox"
urlpatterns = [
    path(webhook.ADDRESS, webhook.receive_webhook, name="receive_webhook"),
    path("inkorg/", threads.list_threads, name="list_threads"),
    path("inkorg/skriv-in/", by_hand.note_comment, name="note_comment"),
    path("inkorg/ronder/", rounds.list_rounds, name="list_rounds"),
    path("inkorg/ronder/gjord/", rounds.do_round, name="do_round"),
    path("inkorg/mallar/", templates.list_templates, name="list_templates"),
    path("inkorg/mallar/ny/", templates.new_template, name="new_template"),
    path("inkorg/mallar/<uuid:template_id>/", templates.edit_template, name="edit_template"),
    path(
        "inkorg/mallar/<uuid:template_id>/ta-bort/",
        templates.withdraw_template,
        name="withdraw_template",
    ),
    path("inkorg/inlagg/<uuid:publication_id>/", threads.show_post, name="show_post"),
    path("inkorg/svar/<uuid:reply_id>/last/", answer.second_read, name="second_read"),
    path("inkorg/svar/<uuid:reply_id>/angra/", answer.undo_reply, name="undo_reply"),
    path("inkorg/meddelande/<uuid:message_id>/dela/", reposting.repost, name="repost"),
    path("inkorg/delning/<uuid:message_id>/angra/", reposting.undo_repost, name="undo_repost"),
    path("inkorg/delning/<uuid:share_id>/las/", sharing.read_share, name="read_share"),
    path(
        "inkorg/delning/<uuid:share_id>/ta-tillbaka/",
        sharing.withdraw_share,
        name="withdraw_share",
    ),
    path("inkorg/<uuid:thread_id>/", threads.show_thread, name="show_thread"),
    path("inkorg/<uuid:thread_id>/svara/", answer.reply, name="reply"),
    path("inkorg/<uuid:thread_id>/rad/", answer.advise, name="advise"),
    path("inkorg/<uuid:thread_id>/ta/", steps.claim, name="claim"),
    path("inkorg/<uuid:thread_id>/slapp/", steps.release, name="release"),
    path("inkorg/<uuid:thread_id>/sort/", steps.set_kind, name="set_kind"),
    path("inkorg/<uuid:thread_id>/gilla/", steps.like, name="like"),
    path("inkorg/<uuid:thread_id>/oppna/", steps.reopen, name="reopen"),
    path("inkorg/<uuid:thread_id>/anteckna/", steps.add_note, name="add_note"),
    path("inkorg/<uuid:thread_id>/vidare/", hand_over.forward, name="forward"),
    path("inkorg/<uuid:thread_id>/hanvisa/", hand_over.refer, name="refer"),
    path("inkorg/<uuid:thread_id>/avsluta/", hand_over.close, name="close"),
]
