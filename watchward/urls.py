"""Every address on one page."""

from django.conf import settings
from django.urls import include, path

from watchward.web import demo, gallery, home
from watchward.web.pending import pending

handler400 = "watchward.web.errors.bad_request"
handler404 = "watchward.web.errors.not_found"
handler500 = "watchward.web.errors.failed"

urlpatterns = [
    path("", home.home, name="home"),
    path("switch/", home.switch_partnership, name="switch_partnership"),
    path("components/", gallery.gallery, name="gallery"),
    # collect
    path("report/", pending, name="report_new"),
    path("reports/", pending, name="reports"),
    path("imports/", pending, name="imports"),
    # measure
    path("partnership/", pending, name="dashboard"),
    path("premises/", pending, name="premises_list"),
    path("staff-safety/", pending, name="staff_safety"),
    # partners and policy
    path("members/", pending, name="members"),
    path("governance/", pending, name="governance"),
    path("ledger/", pending, name="ledger"),
    path("promises/", pending, name="promises"),
    # signing in
    path("account/", pending, name="account"),
    path("accounts/", include("allauth.urls")),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", demo.demo, name="demo"),
        path("demo/become/", demo.become, name="demo_become"),
    ]
