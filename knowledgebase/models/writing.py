"""What is read of contributions: mine, those that wait, one with all around it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from wagtail.documents.models import Document
from wagtail.models import Page

from facilities.models import Facility, FacilityState, Hub, Kind
from knowledgebase.models.articles import Article, address_of
from knowledgebase.models.contributions import OPEN, Attachment, Contribution, Judgement, Stand, Version
from knowledgebase.models.experiments import Experiment
from knowledgebase.models.moderation import Report, Withdrawal
from knowledgebase.models.reading import reachable
from knowledgebase.rules.content import Content
from members.models import Organisation, Post, User
from members.permissions import post_of


def with_all(found: "QuerySet[Contribution]") -> "QuerySet[Contribution]":
    return found.select_related(
        "author", "organisation", "hub__region", "hub__municipality", "experiment", "page__locale"
    )


def contribution_by(uuid: UUID) -> Contribution | None:
    return with_all(Contribution.objects.filter(uuid=uuid)).first()


def written_by(person: User, organisations: Iterable[Organisation]) -> list[Contribution]:
    """Somebody's own, and those for the organisations that they own; what was saved last comes first."""
    mine = Q(author=person) | Q(organisation__in=list(organisations))
    return list(with_all(Contribution.objects.filter(mine)))


def open_count(person: User) -> int:
    """Texts of theirs that are not published."""
    return Contribution.objects.filter(author=person, state__in=OPEN, page=None).count()


def sent_in_since(person: User, since: datetime) -> int:
    return Version.objects.filter(made_by=person, made_at__gt=since).count()


def reported_since(person: User, since: datetime) -> int:
    return Report.objects.filter(reporter=person, at__gt=since).count()


def waiting(of_hubs: Q) -> list[Contribution]:
    """What waits for a reviewer, the oldest first."""
    found = Contribution.objects.filter(of_hubs, state=Stand.SUBMITTED)
    return list(with_all(found).order_by("saved_at", "pk"))


def decided_lately(of_hubs: Q, most: int) -> list[Judgement]:
    found = Judgement.objects.filter(
        version__contribution__in=Contribution.objects.filter(of_hubs).values("pk")
    ).select_related("version__contribution", "reviewer")
    return list(found.order_by("-at", "-pk")[:most])


def reports_waiting(of_hubs: Q) -> list[Report]:
    found = Report.objects.filter(of_hubs, answered_at=None).select_related("page", "hub", "reporter")
    return list(found.order_by("at", "pk"))


def report_by(uuid: UUID) -> Report | None:
    return Report.objects.filter(uuid=uuid).select_related("page__locale", "hub__region", "reporter").first()


def versions_of(contribution: Contribution) -> list[Version]:
    """All that were sent in, the latest first, each with what its reviewer said."""
    found = contribution.versions.select_related("made_by", "judgement__reviewer")
    return list(found.prefetch_related("judgement__remarks").order_by("-number"))


def latest_version(contribution: Contribution) -> Version | None:
    return contribution.versions.order_by("-number").first()


def last_judgement(contribution: Contribution) -> Judgement | None:
    """What was said last of any version."""
    found = Judgement.objects.filter(version__contribution=contribution).select_related("reviewer", "version")
    return found.prefetch_related("remarks").order_by("-version__number").first()


def wrote_in(contribution: Contribution, person: Any) -> bool:
    """Whether somebody wrote or sent in any of it, or may: the owner of its organisation changes what a colleague
    writes, and nothing notes which word is whose."""
    if contribution.author_id == person.pk or contribution.versions.filter(made_by=person).exists():
        return True
    return contribution.organisation_id is not None and (
        post_of(person, contribution.organisation_id) == Post.OWNER
    )


def attachments_of(contribution: Contribution, uuids: Iterable[str]) -> dict[str, Attachment]:
    """Those of its attachments that are named, by uuid."""
    found = contribution.attachments.filter(uuid__in=list(uuids)).select_related("picture", "document")
    return {str(each.uuid): each for each in found}


def gear_to_choose(hub: Hub) -> tuple[list[Kind], list[Facility]]:
    """Kinds of things, and what can be booked at the hub that reviews."""
    of_hub = Facility.objects.filter(hub=hub, state=FacilityState.LIVE).select_related("kind")
    return list(Kind.objects.all()), sorted(of_hub, key=lambda each: each.name)


def named_gear(content: Content) -> tuple[dict[str, Facility], dict[str, Kind]]:
    """What its lines of gear stand for, as far as it is there and everybody may see it."""
    pks = [int(each.what[9:]) for each in content.gear if each.what.startswith("facility:")]
    slugs = [each.what[5:] for each in content.gear if each.what.startswith("kind:")]
    facilities = Facility.objects.filter(pk__in=pks, state=FacilityState.LIVE)
    found = facilities.select_related("hub__municipality", "kind")
    return {f"facility:{each.pk}": each for each in found}, {
        f"kind:{each.slug}": each for each in Kind.objects.filter(slug__in=slugs)
    }


def experiments_for(
    person: User, organisations: Iterable[Organisation], hubs: Iterable[int]
) -> list[Experiment]:
    """Experiments that somebody adds results to: they made it, alone or with an organisation of theirs, or work at its
    lab."""
    theirs = (
        Q(authors__person=person) | Q(authors__organisation__in=list(organisations)) | Q(hub__in=list(hubs))
    )
    ids = Experiment.objects.filter(theirs, live=True, hub__isnull=False).values("pk")
    return list(Experiment.objects.filter(pk__in=ids).select_related("hub", "locale").order_by("title"))


def address(page: Page) -> str:
    """Where a page is read; its locale has been fetched."""
    return address_of(str(page.locale.language_code), page.url_path)


def withdrawn(articles: "QuerySet[Any]") -> Withdrawal | None:
    """The latest of what was taken off among these."""
    return (
        Withdrawal.objects.filter(page__in=articles.filter(live=False).values("pk"))
        .select_related("page")
        .order_by("-at")
        .first()
    )


def article_by(pk: int) -> Article | None:
    """A live article of any kind."""
    found = Page.objects.filter(pk=pk, live=True).specific().first()
    return found if isinstance(found, Article) else None


def may_be_downloaded(document: Document) -> bool:
    """A member's file goes with their article: not when that was withdrawn or taken off, or names it no more."""
    found = Attachment.objects.filter(document=document).select_related("contribution").first()
    if found is None:
        return True
    about = found.contribution
    version = version_at(about, about.published_version or 0)
    there = reachable(Page.objects.filter(pk=about.page_id, live=True)).exists()
    return there and version is not None and str(found.uuid) in version.read.attached


def contribution_of(page: Page) -> Contribution | None:
    return with_all(Contribution.objects.filter(page=page)).first()


def live_ones(contributions: Iterable[Contribution]) -> set[int]:
    """Which of these are read by everybody now."""
    pages = [each.page_id for each in contributions if each.page_id]
    return set(Contribution.objects.filter(page__in=pages, page__live=True).values_list("pk", flat=True))


def named_on(person: User) -> list[Page]:
    """The pages that name somebody as an author."""
    return list(
        Page.objects.filter(authors__person=person).select_related("locale").order_by("pk").distinct()
    )


def told_of(person: User) -> list[Contribution]:
    """All that somebody wrote, for the file of what we keep about them; with each version."""
    return list(with_all(Contribution.objects.filter(author=person)).prefetch_related("versions"))


def sent_since(person: User, since: datetime) -> int:
    """How many bytes of pictures and files were kept of somebody's contributions since then."""
    found = Attachment.objects.filter(contribution__author=person, added_at__gt=since)
    return int(found.aggregate(sum=Sum("size"))["sum"] or 0)


def version_at(contribution: Contribution, number: int) -> Version | None:
    return contribution.versions.filter(number=number).first()
