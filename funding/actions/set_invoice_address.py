import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.models import EndpointScheme, InvoiceAddress
from funding.permissions import demand
from funding.rules.sellers import Buyer
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import Organisation
from members.permissions import administers

ENDPOINTS = {
    EndpointScheme.KVK: re.compile(r"[0-9]{8}"),
    EndpointScheme.OIN: re.compile(r"[0-9]{20}"),
    EndpointScheme.VAT: re.compile(r"NL[0-9]{9}B[0-9]{2}"),
}


class BadEndpoint(Refusal):
    code = "bad_endpoint"
    status = 400
    message = _(
        "A Peppol address is a kind and its number: eight digits of the KvK, twenty of an OIN, or a VAT number such as "
        "NL123456789B01."
    )


@verb
def set_invoice_address(
    *, organisation: Organisation, buyer: Buyer, actor: Actor, now: datetime
) -> InvoiceAddress:
    """Say how an organisation wants to stand on invoices from now on, where that is other than what it says of itself;
    what is empty is taken from there. Its KvK and VAT numbers are those of the organisation itself.

    For its owners. Raises `BadEndpoint`, `Forbidden`.
    """
    demand(administers, actor, organisation)
    buyer = buyer.tidy()
    if bool(buyer.endpoint_scheme) != bool(buyer.endpoint_id):
        raise BadEndpoint()
    if buyer.endpoint_id:
        pattern = ENDPOINTS.get(EndpointScheme(buyer.endpoint_scheme))
        if pattern is None or not pattern.fullmatch(buyer.endpoint_id):
            raise BadEndpoint()
    names = ("name", "street", "postcode", "town", "email", "endpoint_scheme", "endpoint_id", "language")
    said = {name: getattr(buyer, name) for name in names}
    address, _is_new = InvoiceAddress.objects.update_or_create(organisation=organisation, defaults=said)
    record(
        action="funding.set_invoice_address",
        about=organisation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        facts={"filled": sorted(name for name, value in said.items() if value)},
    )
    return address
