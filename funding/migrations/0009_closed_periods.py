"""No entry is dated in books that are closed, and a closing is never taken back: docs/decisions/0013."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION funding_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.posted_at AT TIME ZONE 'Europe/Amsterdam')::date <= (SELECT max(through) FROM public.funding_closedperiod) THEN
        RAISE EXCEPTION 'the books of % are closed', NEW.posted_at
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_in_open_books';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER entry_in_open_books BEFORE INSERT ON funding_entry
    FOR EACH ROW EXECUTE FUNCTION funding_refuse_closed();
CREATE TRIGGER closing_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_closedperiod
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
"""

BACKWARD = """
DROP TRIGGER closing_never_changed ON funding_closedperiod;
DROP TRIGGER entry_in_open_books ON funding_entry;
DROP FUNCTION funding_refuse_closed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0008_terms_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("through", models.DateField(unique=True)),
                ("closed_at", models.DateTimeField()),
                ("entries", models.PositiveIntegerField()),
                ("debit_cents", models.PositiveBigIntegerField()),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-through"]},
        ),
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["posted_at"], name="entry_posted_at")
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
