"""The VAT that prices contain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.kit.money import net_of_vat


@dataclass(frozen=True, slots=True)
class Taxed:
    """One line after the seller's discount: list price - `discount_cents` = `net_cents` + `vat_cents`."""

    discount_cents: int
    net_cents: int
    vat_cents: int


def why_no_vat(reasons: Iterable[str]) -> str:
    """What the hub says of the scheme for small businesses, where it holds for each of several lines; else empty."""
    each = list(reasons)
    return each[0] if each and all(each) else ""


def spread(cents: int, weights: Sequence[int]) -> list[int]:
    """An amount over parts in proportion to their weights, to the cent: whole cents first, the rest to the parts with
    the largest remainder, of equal ones to the first."""
    whole = sum(weights)
    if not whole:
        if cents:
            raise ValueError("there is nothing to spread over")
        return [0 for _ in weights]
    out = [cents * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda part: (-(cents * weights[part] % whole), part))
    for part in remainders[: cents - sum(out)]:
        out[part] += 1
    return out


def taxed(lines: Sequence[tuple[int, int, int]]) -> list[Taxed]:
    """Lines of (list price, VAT rate, the seller's discount on that very line), each rounded on its own.

    A discount of the seller lowers what VAT is due on (Wet op de omzetbelasting 1968, art. 8 lid 2); what a third
    party pays does not. So it counts where it is given: lines may have different rates.
    """
    out = []
    for list_cents, vat_bp, off in lines:
        net = net_of_vat(list_cents - off, vat_bp)
        out.append(Taxed(off, net, list_cents - off - net))
    return out
