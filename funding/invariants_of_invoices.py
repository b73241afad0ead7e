"""What must hold of invoices whatever happened, read from the rows themselves."""

from hub.kit.sql import found
from hub.kit.transactions import is_refused

SERIES = """
SELECT 'series ' || series.code || ' is at ' || series.last || ' and has ' || count(invoice.id)
    || ' invoices, the last of them ' || COALESCE(max(invoice.place), 0)
FROM funding_invoiceseries series LEFT JOIN funding_invoice invoice ON invoice.series_id = series.id
WHERE series.code ~ '-[0-9]{4}$'
GROUP BY series.id
HAVING count(invoice.id) <> series.last OR COALESCE(max(invoice.place), 0) <> series.last
    OR count(DISTINCT invoice.place) <> series.last
"""
NUMBERS = """
SELECT 'invoice ' || invoice.number || ' is the ' || invoice.place || 'th of ' || series.code
FROM funding_invoice invoice JOIN funding_invoiceseries series ON series.id = invoice.series_id
WHERE invoice.number <> series.code || '-' || lpad(invoice.place::text, greatest(4, length(invoice.place::text)), '0')
"""
SUMS = """
WITH line AS (
    SELECT part.invoice_id, line.category, line.vat_bp, sum(line.net_cents) AS net,
        sum(line.list_cents - line.discount_cents) AS gross
    FROM funding_invoiceline line JOIN funding_invoicepart part ON part.id = line.part_id
    GROUP BY part.invoice_id, line.category, line.vat_bp
), printed AS (
    SELECT invoice.id AS invoice_id, each ->> 0 AS category, (each ->> 1)::int AS vat_bp, (each ->> 3)::bigint AS net,
        (each ->> 4)::bigint AS vat
    FROM funding_invoice invoice CROSS JOIN LATERAL jsonb_array_elements(invoice.vat) AS each
), wrong AS (
    SELECT COALESCE(line.invoice_id, printed.invoice_id) AS invoice_id
    FROM line FULL JOIN printed USING (invoice_id, category, vat_bp)
    WHERE line.net IS DISTINCT FROM printed.net
        OR printed.vat <> (printed.net * printed.vat_bp + 5000) / 10000
        OR abs(line.gross - printed.net - printed.vat) > 1
    UNION
    SELECT invoice.id FROM funding_invoice invoice
    LEFT JOIN (SELECT invoice_id, sum(net) AS net, sum(vat) AS vat FROM printed GROUP BY invoice_id) AS tax
        ON tax.invoice_id = invoice.id
    LEFT JOIN (
        SELECT invoice_id, sum(own_cents - paid_cents) AS payable, sum(funds_cents + paid_cents) AS prepaid,
            sum(own_cents + funds_cents) AS gross
        FROM funding_invoicepart GROUP BY invoice_id
    ) AS parts ON parts.invoice_id = invoice.id
    WHERE (invoice.net_cents, invoice.vat_cents) IS DISTINCT FROM (tax.net, tax.vat)
        OR (invoice.payable_cents, invoice.prepaid_cents) IS DISTINCT FROM (parts.payable, parts.prepaid)
        OR invoice.net_cents + invoice.vat_cents + invoice.rounding_cents IS DISTINCT FROM parts.gross
)
SELECT DISTINCT 'invoice ' || invoice.number || ' is not what its lines and their VAT add up to'
FROM wrong JOIN funding_invoice invoice ON invoice.id = wrong.invoice_id
"""
CREDITED = """
SELECT 'credit note ' || note.number || ' is not what it credits'
FROM funding_invoicepart back
JOIN funding_invoice note ON note.id = back.invoice_id
JOIN funding_invoicepart part ON part.id = back.credits_id
WHERE note.kind <> 'credit_note' OR note.credits_id IS DISTINCT FROM part.invoice_id
    OR (back.about, back.what, back.round, back.list_cents, back.discount_cents, back.own_cents, back.funds_cents,
        back.paid_cents) IS DISTINCT FROM (part.about, part.what, part.round, part.list_cents, part.discount_cents,
        part.own_cents, part.funds_cents, part.paid_cents)
UNION ALL
SELECT part.about || ', ' || part.what || ' is invoiced ' || count(*) || ' times and not credited in between'
FROM funding_invoicepart part
WHERE part.credits_id IS NULL
    AND NOT EXISTS (SELECT FROM funding_invoicepart back WHERE back.credits_id = part.id)
GROUP BY part.about, part.what HAVING count(*) > 1
"""
TRANSFERS = """
SELECT 'transfer ' || transfer.id || ' says ' || transfer.cents || ' and the books ' || COALESCE(sum(posting.cents), 0)
FROM funding_banktransfer transfer
LEFT JOIN funding_banktransfer first ON first.id = transfer.reverses_id
LEFT JOIN funding_entry entry ON entry.kind = 'transfer'
    AND split_part(entry.idempotency_key, ':', 2) = COALESCE(first.id, transfer.id)::text
    AND (entry.reverses_id IS NOT NULL) = (first.id IS NOT NULL)
LEFT JOIN funding_posting posting ON posting.entry_id = entry.id
    AND EXISTS (SELECT FROM funding_account a WHERE a.id = posting.account_id AND a.kind = 'organisation')
GROUP BY transfer.id HAVING COALESCE(sum(posting.cents), 0) <> transfer.cents
"""
AUDITED = """
WITH told AS (
    SELECT 'invoice:' || number AS about,
        CASE kind WHEN 'invoice' THEN 'funding.issue_invoice' ELSE 'funding.credit_invoice' END AS action, 1 AS wanted
    FROM funding_invoice
    UNION ALL
    SELECT 'invoice:' || invoice.number,
        CASE WHEN transfer.reverses_id IS NULL THEN 'funding.note_transfer' ELSE 'funding.undo_transfer' END, count(*)
    FROM funding_banktransfer transfer JOIN funding_invoice invoice ON invoice.id = transfer.invoice_id
    GROUP BY 1, 2
)
SELECT told.about || ': ' || told.action || ' has ' || count(row.id) || ' audit rows'
FROM told LEFT JOIN kit_auditrow row ON row.about = told.about AND row.action = told.action
GROUP BY told.about, told.action, told.wanted HAVING count(row.id) <> told.wanted
"""
GUARDED = (
    "funding_invoice",
    "funding_invoicepart",
    "funding_invoiceline",
    "funding_banktransfer",
    "funding_paper",
)


def numbers_have_no_gap() -> list[str]:
    """Each series counts from one to its last number, each used once, and says so in the number itself."""
    return [*found(SERIES), *found(NUMBERS)]


def invoices_add_up() -> list[str]:
    """An invoice is its lines, the VAT of each rate that of its sum, and what is to pay what its parts leave open."""
    return found(SUMS)


def credit_notes_take_back() -> list[str]:
    """A credit note is what it credits, to the cent; and nothing is invoiced twice at a time."""
    return found(CREDITED)


def transfers_equal_ledger() -> list[str]:
    """What was noted of the bank is in the books, and as much."""
    return found(TRANSFERS)


def invoices_are_audited() -> list[str]:
    """Each invoice, credit note and noted transfer has its audit row."""
    return found(AUDITED)


def invoices_are_guarded() -> list[str]:
    """Nothing that was printed can be changed: the database refuses it."""
    return [
        f"{table} can be changed ({statement})"
        for table in GUARDED
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}")
        if not is_refused(statement)
    ]
