"""What is printed is never changed, and adds up to what it is made of: docs/decisions/0083-invoices.md.

As with the books (0002) the runtime role owns none of these tables, so it can disable none of the triggers.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER invoice_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
CREATE TRIGGER invoice_part_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_invoicepart
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
CREATE TRIGGER invoice_line_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_invoiceline
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
CREATE TRIGGER bank_transfer_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_banktransfer
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
CREATE TRIGGER paper_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_paper
    FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();

CREATE FUNCTION funding_check_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE TG_TABLE_NAME
        WHEN 'funding_invoice' THEN (to_jsonb(NEW)->>'id')::bigint
        WHEN 'funding_invoicepart' THEN (to_jsonb(NEW)->>'invoice_id')::bigint
        ELSE (SELECT invoice_id FROM public.funding_invoicepart WHERE id = (to_jsonb(NEW)->>'part_id')::bigint) END;
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.funding_invoice invoice
        CROSS JOIN LATERAL (
            SELECT sum(own_cents - paid_cents) AS payable, sum(funds_cents + paid_cents) AS prepaid,
                sum(list_cents) AS list, sum(discount_cents) AS discount
            FROM public.funding_invoicepart WHERE invoice_id = invoice.id
        ) AS parts
        CROSS JOIN LATERAL (
            SELECT sum(line.list_cents) AS list, sum(line.discount_cents) AS discount, sum(line.net_cents) AS net
            FROM public.funding_invoicepart part JOIN public.funding_invoiceline line ON line.part_id = part.id
            WHERE part.invoice_id = invoice.id
        ) AS lines
        WHERE invoice.id = checked AND invoice.payable_cents = parts.payable
            AND invoice.prepaid_cents = parts.prepaid AND invoice.net_cents = lines.net
            AND (parts.list, parts.discount) = (lines.list, lines.discount)
    ) THEN
        RAISE EXCEPTION 'invoice % is not what its lines add up to', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_is_its_lines';
    END IF;
    RETURN NULL;
END $$;

-- On the invoice, so that one without lines is seen; on what it is made of, so that none is added later.
CREATE CONSTRAINT TRIGGER invoice_is_its_lines AFTER INSERT ON funding_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_check_invoice();
CREATE CONSTRAINT TRIGGER invoice_part_in_time AFTER INSERT ON funding_invoicepart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_check_invoice();
CREATE CONSTRAINT TRIGGER invoice_line_in_time AFTER INSERT ON funding_invoiceline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_check_invoice();
"""

BACKWARD = """
DROP TRIGGER invoice_line_in_time ON funding_invoiceline;
DROP TRIGGER invoice_part_in_time ON funding_invoicepart;
DROP TRIGGER invoice_is_its_lines ON funding_invoice;
DROP FUNCTION funding_check_invoice();
DROP TRIGGER paper_never_changed ON funding_paper;
DROP TRIGGER bank_transfer_never_changed ON funding_banktransfer;
DROP TRIGGER invoice_line_never_changed ON funding_invoiceline;
DROP TRIGGER invoice_part_never_changed ON funding_invoicepart;
DROP TRIGGER invoice_never_changed ON funding_invoice;
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0025_invoices")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
