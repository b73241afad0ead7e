from collections.abc import Mapping
from datetime import datetime

from funding.models import Paper
from hub.kit.refs import Ref
from hub.kit.transactions import verb


@verb
def keep_papers(*, about: Ref, made: Mapping[str, bytes], now: datetime) -> dict[str, bytes]:
    """Keep documents as they were made, by `PaperKind`; where one is kept already it stays, and is what comes back. So
    two workers who make the same keep one."""
    papers = [Paper(about=about, kind=kind, content=content, made_at=now) for kind, content in made.items()]
    Paper.objects.bulk_create(papers, ignore_conflicts=True)
    kept = Paper.objects.filter(about=about, kind__in=list(made))
    return {paper.kind: paper.data for paper in kept}
