"""Every address on one page."""

from django.conf import settings
from django.urls import path

from watchward.web import (
    account,
    dashboard,
    demo,
    entrance,
    evidence,
    export,
    gallery,
    home,
    imports,
    join,
    ledger,
    premises,
    promises,
    report,
    report_outbox,
    reports,
    staff_safety,
)
from watchward.web.pending import pending

handler400 = "watchward.web.errors.bad_request"
handler403 = "watchward.web.errors.forbidden"
handler404 = "watchward.web.errors.not_found"
handler429 = "watchward.web.entrance.too_many"
handler500 = "watchward.web.errors.failed"

urlpatterns = [
    path("", home.home, name="home"),
    path("switch/", home.switch_partnership, name="switch_partnership"),
    path("components/", gallery.gallery, name="gallery"),
    # collect
    path("report/", report.new, name="report_new"),
    path("report/questions/", report.bank, name="report_bank"),
    path("report/kinds/", report.search, name="report_search"),
    path("report/words/", report.words, name="report_words"),
    path("report/sent/<str:ref>/", report.sent, name="report_sent"),
    path("report/outbox/", report_outbox.state, name="report_outbox"),
    path("report/sealed/", report_outbox.sealed, name="report_sealed"),
    path("sw.js", report_outbox.worker, name="service_worker"),
    path("reports/", reports.reports, name="reports"),
    path("reports/export.csv", export.reports_export, name="reports_export"),
    path("reports/<str:ref>/", reports.report, name="report"),
    path("reports/<str:ref>/add/", reports.add_words, name="report_add"),
    path("reports/<str:ref>/files/", reports.add_more_files, name="report_files"),
    path("reports/<str:ref>/ask/", reports.ask, name="report_ask"),
    path("evidence/<str:ref>/", evidence.continuity, name="evidence"),
    path("evidence/<str:ref>/thumbnail/", evidence.thumbnail, name="thumbnail"),
    path("evidence/<str:ref>/picture/", evidence.picture, name="picture"),
    path("evidence/<str:ref>/original/", evidence.original, name="original"),
    path("evidence/<str:ref>/hand-over/", evidence.hand_on, name="hand_over"),
    path("evidence/<str:ref>/footage/", evidence.describe, name="describe_footage"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new, name="import_new"),
    path("imports/<str:ref>/", imports.progress, name="import"),
    path("imports/<str:ref>/columns/", imports.columns, name="import_columns"),
    path("imports/<str:ref>/words/", imports.words, name="import_words"),
    path("imports/<str:ref>/check/", imports.check, name="import_check"),
    path("imports/<str:ref>/run/", imports.run, name="import_run"),
    path("imports/<str:ref>/stop/", imports.stop, name="import_stop"),
    path("imports/<str:ref>/problems.csv", imports.problems_file, name="import_problems"),
    path("imports/<str:ref>/reports/", imports.reports_of, name="import_reports"),
    # measure
    path("partnership/", dashboard.dashboard, name="dashboard"),
    path("premises/", premises.list_premises, name="premises_list"),
    path("premises/<str:ref>/", premises.premises, name="premises"),
    path("staff-safety/", staff_safety.staff_safety, name="staff_safety"),
    # partners and policy
    path("members/", pending, name="members"),
    path("governance/", pending, name="governance"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/verify/", ledger.verify, name="ledger_verify"),
    path("promises/", promises.promises, name="promises"),
    path("promises/publish/", promises.publish_list, name="promises_publish"),
    path("promises/publish/<slug:kind>/", promises.publish, name="promise_publish"),
    path("promises/<str:ref>/", promises.promise, name="promise"),
    # signing in
    path("account/", account.account, name="account"),
    path("join/<str:token>/", join.join, name="join"),
    path("join/<str:token>/accept/", join.accept, name="join_accept"),
    path("sign-in/", entrance.sign_in, name="account_login"),
    path("sign-in/passkey/", entrance.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-in/second-step/", entrance.second_step_sign_in, name="mfa_authenticate"),
    path("sign-in/inactive/", entrance.inactive, name="account_inactive"),
    path("sign-out/", entrance.sign_out, name="account_logout"),
    path("confirm/", entrance.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", entrance.second_step_confirm, name="mfa_reauthenticate"),
    path("confirm/passkey/", entrance.passkey_confirm, name="mfa_reauthenticate_webauthn"),
    path("password/change/", entrance.change_password, name="account_change_password"),
    path("password/set/", entrance.set_password, name="account_set_password"),
    path("password/reset/", entrance.reset_password, name="account_reset_password"),
    path("password/reset/sent/", entrance.reset_password_sent, name="account_reset_password_done"),
    path("password/reset/done/", entrance.reset_password_done, name="account_reset_password_from_key_done"),
    path(
        "password/reset/<str:uidb36>/<str:key>/", entrance.reset_password_link, name="account_reset_password_from_key"
    ),
    path("account/second-step/", entrance.second_step, name="mfa_index"),
    path("account/second-step/app/add/", entrance.add_app, name="mfa_activate_totp"),
    path("account/second-step/app/remove/", entrance.remove_app, name="mfa_deactivate_totp"),
    path("account/second-step/codes/", entrance.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-step/codes/new/", entrance.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/second-step/codes/file/", entrance.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/passkeys/", entrance.passkey_list, name="mfa_list_webauthn"),
    path("account/passkeys/add/", entrance.add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/rename/", entrance.rename_passkey, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", entrance.remove_passkey, name="mfa_remove_webauthn"),
    path("account/sessions/", entrance.session_list, name="usersessions_list"),
    # names that the sign-in library asks for; nobody signs up or changes an address by themselves
    path("sign-up/", entrance.closed, name="account_signup"),
    path("account/email/", entrance.closed, name="account_email"),
    path("account/email/sent/", entrance.closed, name="account_email_verification_sent"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", demo.demo, name="demo"),
        path("demo/become/", demo.become, name="demo_become"),
    ]
