"""What else becomes of funders' money: an agreement that is over, and hubs that were paid."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from funding.actions._given_back import GivenBack, give_back
from funding.actions._ledger import hub_earns, hub_paid, post
from funding.models import (
    AgreementState,
    Allocation,
    EntryKind,
    Fund,
    FundingAgreement,
    Payout,
    RepaymentWhy,
    Tranche,
)
from funding.models.limits import COUNTRY
from funding.models.payouts import owed_by, owed_to
from hub.demo.funds import CENTS, note_received
from hub.demo.reading import toml
from hub.kit.audit import SITE, record
from hub.kit.transactions import step
from members.models import Organisation


@step
def make_a_closed_agreement(*, funders: Mapping[str, Organisation], first: date) -> None:
    """Of the year before: received, not spent, paid back, closed."""
    row = toml("funds")["past"]
    ends_on = date(first.year - 1, 12, 31)
    closed_on, cents = first - timedelta(days=10), row["tranche"] * CENTS
    at = datetime.combine(closed_on, time(11), COUNTRY)
    agreement = FundingAgreement.objects.create(
        funder=funders[row["funder"]],
        name=row["name"],
        reference=row["reference"],
        granted_cents=cents,
        starts_on=date(ends_on.year, 1, 1),
        ends_on=ends_on,
        state=AgreementState.CLOSED,
        settling_at=at,
        closed_at=at,
        is_demo=True,
    )
    fund = Fund.objects.create(
        agreement=agreement,
        slug=row["slug"],
        name_nl=row["nl"],
        name_en=row["en"],
        purpose_nl=row["purpose_nl"],
        purpose_en=row["purpose_en"],
        priority=90,
        expires_on=ends_on,
        closed_at=at,
    )
    on = date(ends_on.year, 3, 2)
    tranche = Tranche.objects.create(
        agreement=agreement, fund=fund, cents=cents, due_on=on, received_cents=cents, received_on=on
    )
    note_received(tranche, fund, cents, on)
    back = GivenBack(cents, closed_on, RepaymentWhy.FINAL)
    give_back(fund=fund, what=back, actor=SITE, now=at)
    for action in ("funding.begin_settlement", "funding.close_agreement"):
        record(action=action, about=agreement.ref, actor=SITE, now=at, organisation_id=agreement.funder_id)


@step
def pay_hubs(*, monday: date) -> None:
    """What was done until the month before, each fund to each hub, on the fifth."""
    until = datetime.combine(monday.replace(day=1), time(), COUNTRY)
    paid_on = monday.replace(day=1) + timedelta(days=4)
    at = datetime.combine(min(paid_on, monday - timedelta(days=1)), time(15), COUNTRY)
    for fund in Fund.objects.select_related("agreement").order_by("pk"):
        for owed in owed_by(fund, before=until):
            row = Payout.objects.create(
                fund=fund, hub=owed.hub, cents=owed.cents, paid_on=at.date(), noted_at=at
            )
            paid = owed_to(fund=fund, hub=owed.hub, before=until)
            Allocation.objects.filter(pk__in=paid).update(payout=row)
            post(
                kind=EntryKind.PAY_OUT,
                about=row.ref,
                key=f"pay_out:{row.request_key}",
                amounts={hub_earns(owed.hub): -owed.cents, hub_paid(owed.hub): owed.cents},
                now=at,
            )
            record(
                action="funding.pay_out",
                about=row.ref,
                actor=SITE,
                now=at,
                organisation_id=fund.agreement.funder_id,
                hub_id=owed.hub.pk,
                facts={"fund": fund.pk, "cents": owed.cents},
            )
