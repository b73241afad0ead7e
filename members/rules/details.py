"""What an organisation says of itself."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Details:
    """`kind` is one of `OrganisationKind`'s values, disciplines are ids; numbers may have spaces and dots in them."""

    name: str
    kind: str
    municipality_id: int
    discipline_ids: tuple[int, ...] = ()
    kvk_number: str = ""
    vat_number: str = ""
    street: str = ""
    postcode: str = ""
    billing_email: str = ""

    @property
    def is_a_person(self) -> bool:
        """Freelancers and makers without a registration are known to the tax authority as persons."""
        return self.kind in ("freelancer", "makers")

    def tidy(self) -> "Details":
        """Without line breaks and double spaces: these texts end up in mails' subjects and on invoices."""
        return replace(
            self, name=_one_line(self.name), street=_one_line(self.street), postcode=_one_line(self.postcode)
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
