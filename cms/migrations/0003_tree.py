"""The homes of both languages and the shelves below them. Wagtail's own page of welcome goes."""

import uuid

from django.db import migrations

SHELVES = (
    ("knowledgebase", "howtos", "how-tos", "How-to's", "How-tos"),
    ("knowledgebase", "experiments", "experiments", "Experimenten", "Experiments"),
    ("knowledgebase", "toolboxes", "toolboxes", "Gereedschapskisten", "Toolboxes"),
    ("cms", "news", "news", "Nieuws", "News"),
    ("cms", "pages", "pages", "Pagina's", "Pages"),
)
HOMES = (("nl", "Vliegwiel", "00010001"), ("en", "Vliegwiel in English", "00010002"))


def _model(apps, app, name):
    kind, _made = apps.get_model("contenttypes.ContentType").objects.get_or_create(app_label=app, model=name)
    return apps.get_model(app, name), kind


def plant(apps, schema_editor):
    """Only where nobody has planted anything: a root with the one page that Wagtail makes itself."""
    Page = apps.get_model("wagtailcore.Page")
    Site = apps.get_model("wagtailcore.Site")
    Locale = apps.get_model("wagtailcore.Locale")
    root = Page.objects.get(path="0001")
    Site.objects.all().delete()
    Page.objects.filter(path__startswith="0001", depth__gt=1).delete()
    keys = [uuid.uuid4() for _each in (HOMES[0], *SHELVES)]
    Home, home_kind = _model(apps, "cms", "home")
    for number, (language, title, path) in enumerate(HOMES):
        locale, _made = Locale.objects.get_or_create(language_code=language)
        common = {"locale": locale, "live": True, "has_unpublished_changes": False}
        slug = f"home-{language}"
        home = Home.objects.create(
            **common, title=title, draft_title=title, slug=slug, path=path, depth=2, numchild=len(SHELVES),
            url_path=f"/{slug}/", content_type=home_kind, translation_key=keys[0], body=[],
        )
        for place, (app, name, part, *titles) in enumerate(SHELVES, start=1):
            Shelf, kind = _model(apps, app, name)
            Shelf.objects.create(
                **common, title=titles[number], draft_title=titles[number], slug=part, path=f"{path}{place:04d}",
                depth=3, numchild=0, url_path=f"/{slug}/{part}/", content_type=kind, translation_key=keys[place],
            )
        if language == "nl":
            Site.objects.create(hostname="localhost", root_page_id=home.pk, is_default_site=True)
    root.numchild = len(HOMES)
    root.save(update_fields=["numchild"])


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_pictures_and_regions"),
        ("knowledgebase", "0001_initial"),
        ("wagtailcore", "0054_initial_locale"),
    ]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
