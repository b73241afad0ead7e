"""Who sends an invoice and who gets it, as it is frozen on the paper."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Party:
    """What both sides have in common: words alone, printed and kept as they are."""

    def tidy(self) -> Self:
        """Without line breaks and double spaces: each is printed on one line."""
        return type(self)(**{name: " ".join(value.split()) for name, value in asdict(self).items()})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{field.name: kept.get(field.name, "") for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class Seller(Party):
    """What a hub says of itself on invoices. `endpoint` is (scheme, id) of the electronic address, as Peppol knows
    it."""

    name: str
    street: str
    postcode: str
    town: str
    kvk_number: str
    vat_number: str = ""
    iban: str = ""
    email: str = ""
    endpoint_scheme: str = ""
    endpoint_id: str = ""

    @property
    def endpoint(self) -> tuple[str, str]:
        if self.endpoint_id:
            return self.endpoint_scheme, self.endpoint_id
        return "0106", self.kvk_number


@dataclass(frozen=True, slots=True)
class Buyer(Party):
    """An organisation as it wants to stand on invoices."""

    name: str
    street: str = ""
    postcode: str = ""
    town: str = ""
    kvk_number: str = ""
    vat_number: str = ""
    email: str = ""
    endpoint_scheme: str = ""
    endpoint_id: str = ""
    language: str = "nl"

    @property
    def endpoint(self) -> tuple[str, str]:
        """Its own, else by the numbers it is known by, else its mail address."""
        if self.endpoint_id:
            return self.endpoint_scheme, self.endpoint_id
        if self.kvk_number:
            return "0106", self.kvk_number
        if self.vat_number:
            return "9944", self.vat_number
        return "EM", self.email
