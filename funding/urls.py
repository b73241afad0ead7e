from django.urls import path

from funding.views import aid, bands, books, changing, funders, funds, giving, rates, setting_up

app_name = "funding"
urlpatterns = [
    path("funds/", funds.funds, name="funds"),
    path("funds/<slug:slug>/", funds.fund, name="fund"),
    path("organisations/<uuid:uuid>/rate/", bands.rate, name="rate"),
    path("organisations/<uuid:uuid>/rate/declare/", bands.declare, name="declare"),
    path("organisations/<uuid:uuid>/aid/", aid.aid, name="aid"),
    path("setup/aid/register.csv", aid.register_of_all, name="aid_register"),
    path("funders/<uuid:uuid>/aid/register.csv", aid.register_of_funder, name="aid_register_of_funder"),
    path("funders/<uuid:uuid>/agreements/<int:pk>/aid/", aid.aid_basis, name="aid_basis"),
    path("funders/<uuid:uuid>/", funders.funder, name="funder"),
    path("funders/<uuid:uuid>/tranches/<int:pk>/", funders.receive, name="receive"),
    path("funders/<uuid:uuid>/agreements/new/", giving.agreement_add, name="agreement_add"),
    path("funders/<uuid:uuid>/agreements/<int:pk>/fund/", giving.fund_add, name="fund_add"),
    path("funders/<uuid:uuid>/agreements/<int:pk>/", changing.agreement_change, name="agreement_change"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/", changing.fund_change, name="fund_change"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/rules/", changing.rule_add, name="rule_add"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/rules/<int:pk>/end/", changing.rule_end, name="rule_end"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/payment/", giving.tranche_add, name="tranche_add"),
    path("setup/bands/", setting_up.bands, name="bands"),
    path("setup/books/", books.books, name="books"),
    path("setup/books/journal.csv", books.journal_of_all, name="journal"),
    path("desk/<slug:hub_slug>/journal.csv", books.journal_of_hub, name="journal_of_hub"),
    path("funders/<uuid:uuid>/journal.csv", books.journal_of_funder, name="journal_of_funder"),
    path("setup/agreements/", setting_up.agreements, name="agreements"),
    path("desk/<slug:hub_slug>/rates/", rates.rates, name="rates"),
    path("desk/<slug:hub_slug>/btw/", rates.vat, name="vat"),
    path("desk/<slug:hub_slug>/rates/<slug:slug>/", rates.card, name="card"),
]
