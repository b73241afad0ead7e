-- bench.first is the first local day, bench.days how many there are; run by tests/bench/load.py as the owner.
CREATE TEMP TABLE bench_day AS
SELECT number, (current_setting('bench.first')::date + number)::timestamp AS on_day
FROM generate_series(0, current_setting('bench.days')::int - 1) AS number;

ALTER TABLE facilities_openingwindow DROP CONSTRAINT opening_windows_do_not_overlap;

DROP INDEX opening_by_time;

ALTER TABLE bookings_occupancy DROP CONSTRAINT occupancy_no_unit_twice;

DROP INDEX occupancy_by_time;

-- Every facility is open from nine to eleven at night.
INSERT INTO facilities_openingwindow (facility_id, during)
SELECT f.id, tstzrange((d.on_day + interval '9 hours') AT TIME ZONE 'Europe/Amsterdam',
                       (d.on_day + interval '23 hours') AT TIME ZONE 'Europe/Amsterdam')
FROM facilities_facility f CROSS JOIN bench_day d ORDER BY f.id, d.number;

-- Seven days of ten each unit is booked once, three hours somewhere from nine to seven; the hour after eight stays free.
CREATE TEMP TABLE bench_booking AS
SELECT row_number() OVER (ORDER BY d.number, u.id) AS n, u.id AS unit_id, f.id AS facility_id, f.hub_id,
       f.turnaround_minutes * interval '1 minute' AS turnaround, d.number AS day_number,
       (d.on_day + make_interval(hours => 9 + ((u.id * 5 + d.number * 3) % 8)::int)) AT TIME ZONE 'Europe/Amsterdam' AS start
FROM facilities_unit u JOIN facilities_facility f ON f.id = u.facility_id JOIN facilities_hub h ON h.id = f.hub_id
CROSS JOIN bench_day d
WHERE (u.id * 7 + d.number * 3) % 10 < 7 AND h.slug LIKE 'hub-%';

INSERT INTO bookings_booking (number, organisation_id, hub_id, placed_by_id, state, purpose, reference, during, placed_at,
    held_until, confirmed_at, completed_at, ended_at, end_reason, list_cents, own_cents, funds_cents, hub_cents,
    band_code, quote, request_key, request_digest, sequence, house_rules_id, house_rules_accepted_at)
SELECT to_char(b.n, 'FM0000000000'), m.organisation_id, b.hub_id, m.person_id,
       CASE WHEN b.start < now() - interval '1 day' THEN 'completed' ELSE 'confirmed' END, 'Recording', '',
       tstzrange(b.start, b.start + interval '3 hours'), b.start - interval '20 days', b.start - interval '19 days',
       b.start - interval '20 days', CASE WHEN b.start < now() - interval '1 day' THEN b.start + interval '4 hours' END,
       NULL, '', 15000, 10500, 4500, 0, 'A', '{"lines": [], "shares": [], "steps": [], "net_cents": 12397, "vat_cents": 2603}',
       gen_random_uuid(), '', 0, NULL, NULL
FROM bench_booking b
JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS n, organisation_id, person_id FROM members_membership) m ON m.n = b.n % 50
ORDER BY b.n;

INSERT INTO bookings_line (booking_id, facility_id, quantity, during, list_cents, vat_bp, rates, position)
SELECT k.id, b.facility_id, 1, k.during, 15000, 2100, '[["hour", 3, 5000]]', 0
FROM bench_booking b JOIN bookings_booking k ON k.number = to_char(b.n, 'FM0000000000') ORDER BY b.n;

INSERT INTO bookings_occupancy (unit_id, during, reason, line_id, released_at)
SELECT b.unit_id, tstzrange(b.start, b.start + interval '3 hours' + b.turnaround), 'booking', l.id, NULL
FROM bench_booking b JOIN bookings_booking k ON k.number = to_char(b.n, 'FM0000000000')
JOIN bookings_line l ON l.booking_id = k.id ORDER BY b.n;

-- The crowded hub: open for the next half year in any case; of the four times two hours from nine to five nine of ten are
-- taken. Each room has one whole day left, most of them late.
INSERT INTO facilities_openingwindow (facility_id, during)
SELECT f.id, tstzrange((d.on_day + interval '9 hours') AT TIME ZONE 'Europe/Amsterdam',
                       (d.on_day + interval '23 hours') AT TIME ZONE 'Europe/Amsterdam')
FROM facilities_facility f JOIN facilities_hub h ON h.id = f.hub_id
CROSS JOIN (SELECT (current_date + n)::timestamp AS on_day FROM generate_series(0, 189) AS n) d
WHERE h.slug = 'crowded' AND NOT EXISTS (SELECT FROM bench_day WHERE bench_day.on_day = d.on_day);

INSERT INTO bookings_block (uuid, hub_id, kind, title, note, during, created_at)
SELECT gen_random_uuid(), h.id, 'maintenance', '', '', tstzrange(current_date, current_date + 190), now()
FROM facilities_hub h WHERE h.slug = 'crowded';

INSERT INTO bookings_occupancy (unit_id, during, reason, block_id, released_at)
SELECT u.id, tstzrange(d.on_day + make_interval(hours => s.hour), d.on_day + make_interval(hours => s.hour + 2)), 'block', k.id, NULL
FROM facilities_unit u JOIN facilities_facility f ON f.id = u.facility_id JOIN facilities_hub h ON h.id = f.hub_id
JOIN bookings_block k ON k.hub_id = h.id
CROSS JOIN (SELECT n, (current_date + n)::timestamp AT TIME ZONE 'Europe/Amsterdam' AS on_day FROM generate_series(0, 189) AS n) d
CROSS JOIN (VALUES (9), (11), (13), (15)) AS s (hour)
WHERE h.slug = 'crowded' AND (u.id * 31 + d.n * 17 + s.hour * 7) % 10 <> 0
    AND d.n <> 20 + (u.id * 37) % 150;

-- One fund carries a part of each, so that yearly and monthly sums have something to count.
INSERT INTO funding_allocation (about, organisation_id, fund_id, cents, counts_on, provisional, state, reserved_at, settled_at, released_at)
SELECT 'booking:' || k.number, k.organisation_id, f.id, 4500, lower(k.during)::date, false,
       CASE WHEN k.state = 'completed' THEN 'settled' ELSE 'reserved' END, k.placed_at, k.completed_at, NULL
FROM bookings_booking k CROSS JOIN (SELECT min(id) AS id FROM funding_fund) f ORDER BY k.id;

ALTER TABLE facilities_openingwindow ADD CONSTRAINT opening_windows_do_not_overlap
EXCLUDE USING gist (int8range(facility_id, facility_id, '[]') WITH &&, during WITH &&);

ALTER TABLE bookings_occupancy ADD CONSTRAINT occupancy_no_unit_twice
EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, during WITH &&) WHERE (released_at IS NULL);

CREATE INDEX opening_by_time ON facilities_openingwindow USING gist (tstzrange(lower(during), upper(during)));

CREATE INDEX occupancy_by_time ON bookings_occupancy USING gist (tstzrange(lower(during), upper(during)))
WHERE released_at IS NULL;

VACUUM (ANALYZE)
