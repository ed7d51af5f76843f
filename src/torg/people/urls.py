"""Sign-in, the own account, people and the organisation.

allauth's pages are listed one by one: nobody signs up, there are no e-mail pages
and no social sign-in. Its url names are kept, since allauth itself reverses them.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import include, path
from django.views.decorators.http import require_http_methods

from torg.people import views

# allauth's form views also take PUT; a form sends GET and POST.
pages = require_http_methods(["GET", "HEAD", "POST"])


def _page(view: Any) -> Any:
    return pages(view)


people = [
    path("logga-in/demo/", views.sign_in_demo, name="sign_in_demo"),
    path("personer/", views.list_people, name="list_people"),
    path("personer/ny/", views.add_person, name="add_person"),
    path("personer/<uuid:user_id>/", views.show_person, name="show_person"),
    path("personer/<uuid:user_id>/roller/", views.grant_role, name="grant_role"),
    path("personer/<uuid:user_id>/losenord/", views.renew_password, name="renew_password"),
    path("personer/<uuid:user_id>/ersattare/", views.appoint_deputy, name="appoint_deputy"),
    path("personer/<uuid:user_id>/logga-ut/", views.end_sessions, name="end_sessions"),
    path("personer/roller/<uuid:grant_id>/ta-bort/", views.revoke_role, name="revoke_role"),
    path("konto/logga-ut-overallt/", views.end_own_sessions, name="end_own_sessions"),
    path("konto/nycklar/", views.list_tokens, name="list_tokens"),
    path("konto/nycklar/ny/", views.issue_token, name="issue_token"),
    path(
        "konto/nycklar/<uuid:token_id>/dra-tillbaka/", views.withdraw_token, name="withdraw_token"
    ),
    path("forvaltningar/", views.list_departments, name="list_departments"),
    path("forvaltningar/ny/", views.add_department, name="add_department"),
    path("forvaltningar/fil/", views.export_organisation, name="export_organisation"),
    path("forvaltningar/import/", views.import_organisation, name="import_organisation"),
    path("forvaltningar/import/<uuid:import_id>/", views.show_import, name="show_import"),
    path("forvaltningar/import/<uuid:import_id>/infor/", views.apply_import, name="apply_import"),
    path("forvaltningar/import/<uuid:import_id>/avbryt/", views.drop_import, name="drop_import"),
]

urlpatterns = [
    path("", include((people, "people"))),
    path("logga-in/", _page(views.sign_in), name="account_login"),
    path("logga-in/kod/", _page(mfa.authenticate), name="mfa_authenticate"),
    path("logga-in/avslutat/", _page(account.account_inactive), name="account_inactive"),
    path("logga-ut/", _page(account.logout), name="account_logout"),
    path("konto/", _page(mfa.index), name="mfa_index"),
    path("konto/losenord/", _page(views.change_password), name="account_change_password"),
    path("konto/bekrafta/", _page(account.reauthenticate), name="account_reauthenticate"),
    path("konto/bekrafta/kod/", _page(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("konto/tvafaktor/", _page(totp.activate_totp), name="mfa_activate_totp"),
    path("konto/tvafaktor/av/", _page(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("konto/koder/", _page(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "konto/koder/nya/", _page(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "konto/koder/hamta/",
        _page(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
