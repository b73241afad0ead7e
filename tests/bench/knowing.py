"""What a reader does among ten thousand how-tos, and whether it takes more statements than among ten."""

from urllib.parse import quote

from knowledgebase.models import HowTo
from tests.bench.articles import ALL_HAVE, FEW_HAVE, word
from tests.bench.figures import WARMING, Figure, counted
from tests.bench.operations import Ask, Operation
from tests.bench.server import Visitor
from tests.bench.weight import MOST_KB, Weight

ARTICLE = "/nl/how-tos/how-to-7/"
ADDRESSES: dict[str, tuple[str, float | None]] = {
    "search, two words": (f"/nl/search/?q={word(FEW_HAVE)}+{word(40)}", 15),
    "search, one word": (f"/nl/search/?q={word(FEW_HAVE)}", 15),
    "search, narrowed to a hub and a theme": (f"/nl/search/?q={word(40)}&hub=hub-1&theme=theme-1", None),
    "search, a word that nearly all have": (f"/nl/search/?q={word(ALL_HAVE)}", None),
    "search, a slip of the finger": (
        f"/nl/search/?q={quote(word(FEW_HAVE)[:-2] + 'q' + word(FEW_HAVE)[-1])}",
        None,
    ),
    "suggestions": (f"/nl/search/suggest/?q={word(FEW_HAVE)[:4]}", 15),
    "an article": (ARTICLE, 15),
    "the list of how-tos": ("/nl/how-tos/", None),
    "the list, far down": ("/nl/how-tos/?after={after}", None),
    "the list of a kind of gear": ("/nl/how-tos/?kind=recording-studio", None),
    "a facility with its how-tos": ("/nl/hubs/hub-1/room-7/", None),
}
# Of these it does not matter how many articles there are.
SAME = ("search, one word", "suggestions", "an article", "the list of how-tos", "a facility with its how-tos")


def far_down() -> str:
    """Where a page of the list begins that has nine thousand articles before it."""
    last = HowTo.objects.order_by("-last_checked_on", "-pk")[9_000]
    return f"{last.last_checked_on:%Y%m%d}.{last.pk}"


def reader(visitor: Visitor, after: str) -> list[Operation]:
    return [
        Operation(f"{name}, 10,000 articles", _get(visitor, address.format(after=after)), target)
        for name, (address, target) in ADDRESSES.items()
    ]


def _get(visitor: Visitor, address: str) -> Ask:
    return lambda: visitor.ask(address)


def of_same(few: Visitor, many: Visitor) -> list[Figure]:
    """As many statements for ten articles as for ten thousand."""
    found = []
    for name in SAME:
        asks = [_get(visitor, ADDRESSES[name][0]) for visitor in (few, many)]
        for ask in asks * 2 * WARMING:
            ask()
        # Every tenth search also writes down how many there were.
        small, large = (
            min(counted(visitor, ask)[0] or 0 for _time in range(3))
            for visitor, ask in zip((few, many), asks, strict=True)
        )
        if not small or not large:
            raise RuntimeError(f"{name}: the server did not count")
        remark = f"{small} statements among 10 articles, {large} among 10,000"
        whole = f"{name}: 10 and 10,000 articles"
        found.append(Figure(whole, large / small, small, 1, large, small == large, remark=remark))
    return found


def of_weight(weight: Weight) -> Figure:
    """Fonts are kept for all pages and counted with those that they hold up; here they are told beside it."""
    kilobytes = (weight.page + weight.style + weight.script) / 1000
    remark = (
        f"HTML {weight.page / 1000:.1f}, CSS {weight.style / 1000:.1f}, JS {weight.script / 1000:.1f} kB; "
    )
    remark += f"fonts {weight.font / 1000:.1f} kB beside them"
    return Figure("an article, kB compressed", kilobytes, 1, MOST_KB, met=kilobytes < MOST_KB, remark=remark)
