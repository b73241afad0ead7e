"""What registering and changing an organisation have in common: the checks of its details."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from members.models import OrganisationKind
from members.rules.details import Details
from members.rules.numbers import BadNumber, Wrong, kvk_number, vat_number


class NameNeeded(Refusal):
    code = "name_needed"
    status = 400
    message = _("Give the organisation a name, of at most 120 characters.")


class KindUnknown(Refusal):
    code = "kind_unknown"
    status = 400
    message = _("Choose what kind of organisation it is.")


class BadKvkNumber(Refusal):
    code = "bad_kvk_number"
    status = 400
    message = _(
        "A KvK number has eight digits, such as 12345678. You find it on your extract from the register."
    )


class BadVatNumber(Refusal):
    code = "bad_vat_number"
    status = 400
    message = _("That is not a Dutch VAT number. One looks like NL123456789B01; check each digit.")


class CitizenNumber(Refusal):
    """A freelancer's btw number of before 2020. The number itself is not repeated anywhere."""

    code = "citizen_number"
    status = 400
    message = _(
        "This is a VAT number from before 2020: it contains your citizen service number (BSN), which we may not keep. "
        "Use the VAT identification number that the tax authority sent you since, or leave the field empty."
    )


class KvkTaken(Refusal):
    code = "kvk_taken"
    status = 409
    message = _(
        "An organisation with this KvK number is registered already. Ask one of its owners to invite you; "
        "if nobody can, write to us."
    )


REFUSALS: dict[Wrong, type[Refusal]] = {
    Wrong.KVK: BadKvkNumber,
    Wrong.VAT: BadVatNumber,
    Wrong.CITIZEN: CitizenNumber,
}


def checked(details: Details) -> Details:
    """The details as they are kept. Raises one of the refusals above."""
    details = details.tidy()
    if not 1 <= len(details.name) <= 120:
        raise NameNeeded
    if details.kind not in OrganisationKind.values:
        raise KindUnknown
    try:
        return replace(
            details,
            kvk_number=kvk_number(details.kvk_number),
            vat_number=vat_number(details.vat_number, of_a_person=details.is_a_person),
        )
    except BadNumber as bad:
        # `from None`: what was typed must not travel on in an error report.
        raise REFUSALS[bad.wrong] from None
