from hub.kit.transactions import verb
from knowledgebase.models import Theme
from knowledgebase.rules.themes import THEMES


@verb
def load_themes() -> int:
    """The themes that every site begins with; answers how many there are now. Again is no harm: what is there stays
    as people have edited it, and a theme whose address they changed is the only one that comes again."""
    Theme.objects.bulk_create(
        [
            Theme(slug=slug, name_nl=nl, name_en=en, position=number)
            for number, (slug, nl, en) in enumerate(THEMES, start=1)
        ],
        ignore_conflicts=True,
    )
    return Theme.objects.count()
