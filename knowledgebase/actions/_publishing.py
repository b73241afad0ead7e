"""A version becomes the page that everybody reads; nothing else makes or changes a member's page."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import override
from wagtail.coreutils import find_available_slug
from wagtail.documents.models import Document
from wagtail.models import Locale, Page

from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit.transactions import step
from knowledgebase.models import (
    Article,
    Attachment,
    Author,
    Contribution,
    DataFile,
    Gear,
    HowTo,
    HowTos,
    Result,
    Theme,
    Version,
    Withdrawal,
    Writing,
)
from knowledgebase.models.writing import attachments_of, named_gear
from knowledgebase.rules.completeness import MOST_MINUTES, MOST_PEOPLE, MOST_QUANTITY, day, whole
from knowledgebase.rules.content import Content
from members.models import User


@step
def publish(contribution: Contribution, version: Version, *, actor: User) -> Page:
    """The page, live, with what this version says. Who an editor named beside the author stays named."""
    content = version.read
    kind = HowTo if contribution.kind == Writing.HOW_TO else Result
    page: Any = contribution.page.specific if contribution.page else kind(live=False)
    files = attachments_of(contribution, content.attached)
    documents = {uuid: _document(each) for uuid, each in files.items() if each.stored}
    _fill(page, contribution, content, version)
    if kind is HowTo:
        _fill_how_to(page, content, files, documents)
    else:
        _fill_result(page, content, documents)
    if page.pk is None:
        _add(page, contribution)
    revision = page.save_revision(user=actor, log_action=True)
    revision.publish(user=actor, skip_permission_checks=True)
    Withdrawal.objects.filter(page=page).delete()
    contribution.page, contribution.page_revision = page.page_ptr, revision.pk
    contribution.published_version = version.number
    return page


def _fill(page: Article, contribution: Contribution, content: Content, version: Version) -> None:
    page.title = page.draft_title = content.title.strip()
    page.summary = content.summary.strip()
    page.licence = content.licence
    page.hub = contribution.hub
    page.last_checked_on = local_day(version.made_at, COUNTRY)
    page.themes = list(Theme.objects.filter(slug__in=content.themes))
    page.gear = _gear(content, contribution.language)
    if page.pk is None:
        person = contribution.author
        name = str(person or contribution.organisation or contribution.hub)
        page.authors = [Author(name=name[:120], person=person, organisation=contribution.organisation)]


def _gear(content: Content, language: str) -> list[Gear]:
    facilities, kinds = named_gear(content)
    found = []
    for number, need in enumerate(content.gear):
        facility = facilities.get(need.what)
        kind = facility.kind if facility else kinds.get(need.what)
        with override(language):
            name = need.name.strip() or str(facility or kind or "")
        if not name:
            continue
        found.append(
            Gear(
                name=name[:120],
                facility=facility,
                kind=kind,
                quantity=whole(need.quantity, MOST_QUANTITY) or 1,
                note=need.note.strip(),
                optional=need.optional,
                sort_order=number,
            )
        )
    return found


def _fill_how_to(
    page: HowTo, content: Content, files: dict[str, Attachment], documents: dict[str, Document]
) -> None:
    page.minutes = whole(content.minutes, MOST_MINUTES) or 1
    page.people = whole(content.people, MOST_PEOPLE) or 1
    page.difficulty = content.difficulty
    page.steps = [
        (
            "step",
            {
                "title": step.title.strip(),
                "text": step.text,
                "warning": step.warning,
                "picture": files[step.picture].picture if step.picture in files else None,
                "seen": step.seen.strip() if step.picture in files else "",
                "video": step.video.strip(),
                "code": step.code,
                "code_language": step.code_language,
                "download": documents.get(step.download),
            },
        )
        for step in content.steps
    ]


def _fill_result(page: Result, content: Content, documents: dict[str, Document]) -> None:
    page.on = day(content.on) or page.last_checked_on
    page.finality, page.version = content.finality, content.version.strip()
    page.worked, page.did_not_work, page.next_step = content.worked, content.did_not_work, content.next_step
    page.files = [
        DataFile(document=documents[line.download], about=line.about.strip(), sort_order=number)
        for number, line in enumerate(content.files)
        if line.download in documents
    ]


@step
def _document(attachment: Attachment) -> Document:
    """The file as readers download it: it stays where it lies."""
    if attachment.document is None:
        made = Document(
            title=attachment.name,
            file_size=attachment.size,
            # Browsers that have it ask by this whether it is another one.
            file_hash=attachment.sha256[:40],
            uploaded_by_user=attachment.contribution.author,
        )
        made.file.name = attachment.stored
        made.save()
        attachment.document = made
        attachment.save(update_fields=["document"])
    return attachment.document


@step
def _add(page: Any, contribution: Contribution) -> None:
    """On its shelf, where it has an address of its own. Two that are put there at once come one after the other."""
    if isinstance(page, HowTo):
        above = HowTos.objects.get(locale__language_code=contribution.language).pk
    else:
        above = contribution.experiment_id
    shelf = Page.objects.select_for_update(no_key=True, of=("self",)).get(pk=above)
    page.locale = Locale.objects.get(pk=shelf.locale_id)
    wanted = slugify(page.title)[:80].strip("-") or contribution.get_kind_display()
    page.slug = find_available_slug(shelf, slugify(wanted))
    shelf.specific.add_child(instance=page)
