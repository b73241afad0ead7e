"""The VAT that prices contain."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.kit.money import net_of_vat


@dataclass(frozen=True, slots=True)
class Taxed:
    """One line after the seller's discount: list price - `discount_cents` = `net_cents` + `vat_cents`."""

    discount_cents: int
    net_cents: int
    vat_cents: int


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


def taxed(lines: Sequence[tuple[int, int, int]], discount_cents: int) -> list[Taxed]:
    """Lines of (list price, gap, VAT rate) after a discount spread over their gaps; each line rounded on its own.

    A discount of the seller lowers what VAT is due on (Wet op de omzetbelasting 1968, art. 8 lid 2); what a third
    party pays does not.
    """
    discounts = spread(discount_cents, [gap for _, gap, _ in lines])
    nets = [
        net_of_vat(list_cents - off, vat_bp)
        for (list_cents, _, vat_bp), off in zip(lines, discounts, strict=True)
    ]
    return [
        Taxed(off, net, list_cents - off - net)
        for (list_cents, _, _), off, net in zip(lines, discounts, nets, strict=True)
    ]
