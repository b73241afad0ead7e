from django.db import migrations, models

import hub.kit.refs

# What moves is written down by the database, so that no way of changing a slug forgets it. `cms_move` keeps the old
# address for the thing, and gives the new one to who lives there now.
MOVE = """
CREATE FUNCTION cms_move(in_language text, old_path text, new_path text, thing text) RETURNS void AS $$
BEGIN
    DELETE FROM cms_oldaddress WHERE path = new_path AND language = in_language;
    INSERT INTO cms_oldaddress (language, path, about, since) VALUES (in_language, old_path, thing, now())
    ON CONFLICT (path, language) DO UPDATE SET about = EXCLUDED.about, since = EXCLUDED.since;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION cms_slug_moved() RETURNS trigger AS $$
BEGIN
    PERFORM cms_move('', TG_ARGV[0] || OLD.slug || '/', TG_ARGV[0] || NEW.slug || '/', TG_ARGV[1] || ':' || OLD.id);
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION cms_slug_taken() RETURNS trigger AS $$
BEGIN
    DELETE FROM cms_oldaddress WHERE path = TG_ARGV[0] || NEW.slug || '/' AND language = '';
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION cms_facility_moved() RETURNS trigger AS $$
BEGIN
    PERFORM cms_move('', 'hubs/' || there.slug || '/' || OLD.slug || '/', 'hubs/' || here.slug || '/' || NEW.slug || '/',
        'facility:' || OLD.id)
    FROM facilities_hub there, facilities_hub here WHERE there.id = OLD.hub_id AND here.id = NEW.hub_id;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION cms_facility_taken() RETURNS trigger AS $$
BEGIN
    DELETE FROM cms_oldaddress kept USING facilities_hub hub
    WHERE hub.id = NEW.hub_id AND kept.path = 'hubs/' || hub.slug || '/' || NEW.slug || '/' AND kept.language = '';
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION cms_page_moved() RETURNS trigger AS $$
BEGIN
    PERFORM cms_move(was.language_code, regexp_replace(OLD.url_path, '^/[^/]*/', ''),
        regexp_replace(NEW.url_path, '^/[^/]*/', ''), 'page:' || OLD.id)
    FROM wagtailcore_locale was WHERE was.id = OLD.locale_id;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION cms_page_taken() RETURNS trigger AS $$
BEGIN
    DELETE FROM cms_oldaddress kept USING wagtailcore_locale locale
    WHERE locale.id = NEW.locale_id AND kept.language = locale.language_code
        AND kept.path = regexp_replace(NEW.url_path, '^/[^/]*/', '');
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE TRIGGER hub_moved AFTER UPDATE OF slug ON facilities_hub FOR EACH ROW
    WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION cms_slug_moved('hubs/', 'hub');
CREATE TRIGGER hub_took AFTER INSERT ON facilities_hub FOR EACH ROW EXECUTE FUNCTION cms_slug_taken('hubs/');
CREATE TRIGGER region_moved AFTER UPDATE OF slug ON members_region FOR EACH ROW
    WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION cms_slug_moved('regions/', 'region');
CREATE TRIGGER region_took AFTER INSERT ON members_region FOR EACH ROW
    EXECUTE FUNCTION cms_slug_taken('regions/');
CREATE TRIGGER theme_moved AFTER UPDATE OF slug ON knowledgebase_theme FOR EACH ROW
    WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION cms_slug_moved('knowledge/themes/', 'theme');
CREATE TRIGGER theme_took AFTER INSERT ON knowledgebase_theme FOR EACH ROW
    EXECUTE FUNCTION cms_slug_taken('knowledge/themes/');
CREATE TRIGGER facility_moved AFTER UPDATE OF slug, hub_id ON facilities_facility FOR EACH ROW
    WHEN (OLD.slug <> NEW.slug OR OLD.hub_id <> NEW.hub_id) EXECUTE FUNCTION cms_facility_moved();
CREATE TRIGGER facility_took AFTER INSERT ON facilities_facility FOR EACH ROW
    EXECUTE FUNCTION cms_facility_taken();
-- What nobody could have read has no address to keep.
CREATE TRIGGER page_moved AFTER UPDATE OF url_path ON wagtailcore_page FOR EACH ROW
    WHEN (OLD.url_path <> NEW.url_path AND (OLD.live OR OLD.first_published_at IS NOT NULL))
    EXECUTE FUNCTION cms_page_moved();
CREATE TRIGGER page_took AFTER INSERT OR UPDATE OF live ON wagtailcore_page FOR EACH ROW
    WHEN (NEW.live) EXECUTE FUNCTION cms_page_taken();
"""
STAY = """
DROP TRIGGER page_took ON wagtailcore_page; DROP TRIGGER page_moved ON wagtailcore_page;
DROP TRIGGER facility_took ON facilities_facility; DROP TRIGGER facility_moved ON facilities_facility;
DROP TRIGGER theme_took ON knowledgebase_theme; DROP TRIGGER theme_moved ON knowledgebase_theme;
DROP TRIGGER region_took ON members_region; DROP TRIGGER region_moved ON members_region;
DROP TRIGGER hub_took ON facilities_hub; DROP TRIGGER hub_moved ON facilities_hub;
DROP FUNCTION cms_page_taken, cms_page_moved, cms_facility_taken, cms_facility_moved, cms_slug_taken, cms_slug_moved;
DROP FUNCTION cms_move;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0011_search_marks"),
        ("facilities", "0110_offer_hours"),
        ("knowledgebase", "0020_following"),
        ("members", "0120_returned_mail"),
        ("wagtailcore", "0054_initial_locale"),
    ]

    operations = [
        migrations.CreateModel(
            name="OldAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(blank=True, max_length=20)),
                ("path", models.CharField(max_length=800)),
                ("about", hub.kit.refs.RefField(max_length=100)),
                ("since", models.DateTimeField()),
            ],
            options={"verbose_name_plural": "old addresses"},
        ),
        migrations.AddConstraint(
            model_name="oldaddress",
            constraint=models.UniqueConstraint(fields=("path", "language"), name="old_address_once"),
        ),
        migrations.RunSQL(MOVE, STAY),
    ]
