from datetime import datetime

from funding.models import AidBasis, Fund, FundingAgreement
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def set_aid_basis(
    *, agreement: FundingAgreement, basis: AidBasis | str, actor: Actor, now: datetime
) -> FundingAgreement:
    """Under which rule of state aid an agreement's funds give, from the next booking on; what is reserved keeps the
    basis that it had. Saying the same again changes nothing.

    For who speaks for the funder and for site administrators. Raises `Forbidden`.
    """
    demand(keeps_books_of, actor, agreement.funder)
    fresh = FundingAgreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    before, wanted = fresh.aid_basis, AidBasis(basis)
    if before == wanted:
        return fresh
    fresh.aid_basis = wanted
    fresh.save(update_fields=["aid_basis"])
    for fund in Fund.objects.select_for_update(no_key=True).filter(agreement=fresh).order_by("pk"):
        fund.terms_version += 1
        fund.save(update_fields=["terms_version"])
    record(
        action="funding.set_aid_basis",
        about=fresh.ref,
        actor=actor,
        now=now,
        organisation_id=fresh.funder_id,
        facts={"from": before, "to": wanted.value},
    )
    return fresh
