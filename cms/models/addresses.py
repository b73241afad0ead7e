"""Where things stood before. The database itself writes it down when a slug changes, whoever changes it: Wagtail's
admin, a verb of ours or somebody at a console (migration 0020).

What is kept is the thing and not where it went, so one step always leads to where it is today: there are no chains, and
no circles. Who lives at an address owns it: its row goes when somebody moves in.
"""

from collections.abc import Callable

from django.db import models
from django.urls import reverse
from wagtail.models import Page

from facilities.models import Facility, FacilityState, Hub
from hub.kit.refs import Ref, RefField
from knowledgebase.models import Article, Theme
from knowledgebase.models.articles import address_of
from knowledgebase.models.reading import reachable
from members.models import Region

# Nobody has an address with more parts, and each part asked after is one more to look for.
MOST_PARTS = 12


class OldAddress(models.Model):
    """`path` is what stood behind the language, with a slash at its end; `language` is empty for what has one address
    in all of them."""

    language = models.CharField(max_length=20, blank=True)
    path = models.CharField(max_length=800)
    about = RefField()
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "old addresses"
        constraints = [models.UniqueConstraint(fields=["path", "language"], name="old_address_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.about}"


def moved_to(language: str, path: str) -> str | None:
    """Where what stood at `/<language>/<path>` stands now, or None. What lay below it is looked for below it."""
    parts = path.rstrip("/").split("/")
    if not path or len(parts) > MOST_PARTS or "\x00" in path:
        return None
    above = ["/".join(parts[:count]) + "/" for count in range(1, len(parts) + 1)]
    found = OldAddress.objects.filter(path__in=above)
    rows = sorted(found, key=lambda row: (len(row.path), row.language == language), reverse=True)
    for row in rows:
        now = _now(row.about, language)
        rest = path[len(row.path) :]
        if now and now + rest != f"/{language}/{path}":
            return now + rest
    return None


def _now(about: Ref, language: str) -> str | None:
    return _STANDS[about.kind](int(about.id), language)


def _page(pk: int, language: str) -> str | None:
    there = reachable(Page.objects.filter(pk=pk, live=True))
    page = there.select_related("locale", "content_type").first()
    if page is None:
        return None
    # An article is read in every language's interface; what Wagtail serves stands in its own alone.
    is_article = issubclass(page.specific_class or Page, Article)
    return address_of(language if is_article else page.locale.language_code, page.url_path)


def _hub(pk: int, language: str) -> str | None:
    slug = Hub.objects.filter(pk=pk).values_list("slug", flat=True).first()
    return reverse("cms:hub", args=[slug]) if slug else None


def _facility(pk: int, language: str) -> str | None:
    live = Facility.objects.filter(pk=pk, state=FacilityState.LIVE)
    slugs = live.values_list("hub__slug", "slug").first()
    return reverse("cms:facility", args=slugs) if slugs else None


def _region(pk: int, language: str) -> str | None:
    slug = Region.objects.filter(pk=pk).values_list("slug", flat=True).first()
    return reverse("cms:region", args=[slug]) if slug else None


def _theme(pk: int, language: str) -> str | None:
    slug = Theme.objects.filter(pk=pk).values_list("slug", flat=True).first()
    return reverse("knowledgebase:theme", args=[slug]) if slug else None


_STANDS: dict[str, Callable[[int, str], str | None]] = {
    "page": _page,
    "hub": _hub,
    "facility": _facility,
    "region": _region,
    "theme": _theme,
}
