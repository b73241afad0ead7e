from django.urls import path

from funding.views import (
    aid,
    bands,
    books,
    changing,
    declarations,
    funders,
    funds,
    giving,
    moving,
    rates,
    regional,
    reviews,
    setting_up,
    settling,
    statements,
    terms,
)

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
    path("declarations/<int:pk>/", declarations.declaration, name="declaration"),
    path("declarations/<int:pk>/evidence/", declarations.evidence_add, name="evidence_add"),
    path(
        "declarations/<int:pk>/evidence/<uuid:uuid>/remove/",
        declarations.evidence_remove,
        name="evidence_remove",
    ),
    path("declarations/<int:pk>/again/", declarations.again, name="again"),
    path("declarations/<int:pk>/glass/", declarations.glass, name="glass"),
    path("declarations/<int:pk>/queue/", declarations.give_back, name="declaration_give_back"),
    path("evidence/<uuid:uuid>/", declarations.evidence, name="evidence"),
    path("reviews/", reviews.queue, name="reviews"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/take/", reviews.take, name="review_take"),
    path("reviews/<int:pk>/give-back/", reviews.give_back, name="review_give_back"),
    path("funders/<uuid:uuid>/", funders.funder, name="funder"),
    path("funders/<uuid:uuid>/tranches/<int:pk>/", moving.receive, name="receive"),
    path("funders/<uuid:uuid>/tranches/<int:pk>/drop/", moving.drop, name="drop"),
    path("funders/<uuid:uuid>/agreements/new/", giving.agreement_add, name="agreement_add"),
    path("funders/<uuid:uuid>/agreements/<int:pk>/fund/", giving.fund_add, name="fund_add"),
    path("funders/<uuid:uuid>/agreements/<int:pk>/", changing.agreement_change, name="agreement_change"),
    path("funders/<uuid:uuid>/agreements/<int:pk>/settlement/", settling.settlement, name="settlement"),
    path(
        "funders/<uuid:uuid>/agreements/<int:pk>/settlement/begin/", settling.begin, name="settlement_begin"
    ),
    path(
        "funders/<uuid:uuid>/agreements/<int:pk>/settlement/reopen/",
        settling.reopen,
        name="settlement_reopen",
    ),
    path(
        "funders/<uuid:uuid>/agreements/<int:pk>/settlement/close/", settling.close, name="settlement_close"
    ),
    path("funders/<uuid:uuid>/funds/<slug:slug>/", funders.fund, name="fund_desk"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/change/", changing.fund_change, name="fund_change"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/repay/", moving.repay_add, name="repay"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/year/", moving.year_end, name="year_end"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/payout/", moving.payout_add, name="payout"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/statement/", statements.statement, name="statement"),
    path(
        "funders/<uuid:uuid>/funds/<slug:slug>/statement.pdf", statements.statement_pdf, name="statement_pdf"
    ),
    path(
        "funders/<uuid:uuid>/funds/<slug:slug>/statement.csv", statements.statement_csv, name="statement_csv"
    ),
    path("funders/<uuid:uuid>/funds/<slug:slug>/rules/", changing.rule_add, name="rule_add"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/rules/<int:pk>/end/", changing.rule_end, name="rule_end"),
    path("funders/<uuid:uuid>/funds/<slug:slug>/payment/", giving.tranche_add, name="tranche_add"),
    path("regions/<slug:slug>/funds/", regional.region, name="regional"),
    path("setup/bands/", setting_up.bands, name="bands"),
    path("setup/books/", books.books, name="books"),
    path("setup/books/journal.csv", books.journal_of_all, name="journal"),
    path("desk/<slug:hub_slug>/journal.csv", books.journal_of_hub, name="journal_of_hub"),
    path("funders/<uuid:uuid>/journal.csv", books.journal_of_funder, name="journal_of_funder"),
    path("setup/agreements/", setting_up.agreements, name="agreements"),
    path("desk/<slug:hub_slug>/rates/", rates.rates, name="rates"),
    path("desk/<slug:hub_slug>/btw/", rates.vat, name="vat"),
    path("desk/<slug:hub_slug>/terms/", terms.terms, name="terms"),
    path("desk/<slug:hub_slug>/terms/<slug:slug>/", terms.terms_as_hub, name="terms_as_hub"),
    path("desk/<slug:hub_slug>/rates/<slug:slug>/", rates.card, name="card"),
]
