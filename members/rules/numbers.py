"""Numbers by which the Chamber of Commerce (KvK) and the tax authority know an organisation, checked by their form.

Until 2020 a freelancer's btw number was the citizen number (BSN) with `B01` behind it; since then freelancers have one
that tells nothing about them, with a check by ISO 7064 (mod 97). The old one must not be kept: article 46 of the
Dutch GDPR act (UAVG) leaves citizen numbers to those whom a law names. An organisation's number holds its own RSIN,
which passes the same eleven-test as a BSN and is no secret.
"""

import re
from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn, btw

KVK = re.compile(r"[0-9]{8}")


class Wrong(StrEnum):
    """What is wrong with a number."""

    KVK = "kvk"
    VAT = "vat"
    CITIZEN = "citizen"


class BadNumber(ValueError):
    """The number cannot be taken; `wrong` says why. The number itself is not repeated: it may be a citizen number."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


def kvk_number(text: str) -> str:
    """Eight digits, without the spaces and dots that people write in them; empty stays empty. Raises `BadNumber`."""
    compact = re.sub(r"[\s.]", "", text)
    if compact and not KVK.fullmatch(compact):
        raise BadNumber(Wrong.KVK)
    return compact


def vat_number(text: str, *, of_a_person: bool) -> str:
    """As `NL004495445B01`; empty stays empty. `of_a_person`: of a freelancer or of makers, not of a legal entity.

    Raises `BadNumber` for what is no Dutch btw number, and for one that holds a person's citizen number.
    """
    if not text.strip():
        return ""
    if not text.isascii():
        raise BadNumber(Wrong.VAT)
    try:
        compact = "NL" + btw.validate(text)
    except ValidationError as error:
        raise BadNumber(Wrong.VAT) from error
    if of_a_person and holds_citizen_number(compact):
        raise BadNumber(Wrong.CITIZEN)
    return compact


def holds_citizen_number(compact: str) -> bool:
    """Whether a person's btw number is the old one: its digits pass the eleven-test and it fails the newer check."""
    return bsn.is_valid(compact[2:11]) and not mod_97_10.is_valid(compact)
