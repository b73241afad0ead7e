"""The drawing beside a network's table. It says with dots and lines what the table says with words."""

from dataclasses import dataclass

from region.models.around import Network
from region.rules.petals import DOT, HEIGHT, WIDTH, Dot, Petal, petals


@dataclass(frozen=True, slots=True)
class NetworkDrawing:
    petals: list[Petal]
    ties: list[tuple[Dot, Dot]]

    box = f"0 0 {WIDTH} {HEIGHT}"
    middle = Dot(WIDTH / 2, HEIGHT / 2 - 8)
    dot = DOT


def network_drawn(network: Network) -> NetworkDrawing | None:
    """None where nobody takes part."""
    if not network.members:
        return None
    groups = network.sectors
    found = petals([(key, label, len(members)) for key, label, members in groups])
    # Dots in the order of the network's members, which go by sector, too.
    dots = [dot for petal in found for dot in petal.dots]
    return NetworkDrawing(found, [(dots[one], dots[other]) for one, other in network.ties])
