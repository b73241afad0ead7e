"""What must always hold of declarations: who reads what proves them, and that a band is what was decided and signed.
Each answers with sentences about what is wrong, none when all is well."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from funding.actions._reviews import PURPOSE
from funding.models import DecisionRecord, Evidence, Review
from funding.models.evidence import evidence_files
from hub.kit.signatures import Signature, Verdict, verdict

# What somebody was for an organisation at a moment: what the next change of their post says it was before, else what it
# is now, if it was so by then. By ids, since many things happen in one moment.
NAMED = """
WITH reading AS (
    SELECT a.id, a.actor_id AS person, a.at, a.about, split_part(a.about, ':', 2)::bigint AS declaration,
           a.organisation_id AS organisation
    FROM kit_auditrow a WHERE a.action = 'funding.read_evidence'
), known AS (
    SELECT r.*, coalesce(
        (SELECT CASE a.action WHEN 'members.accept_invitation' THEN 'none'
                ELSE coalesce(a.facts ->> 'before', 'none') END
         FROM kit_auditrow a
         WHERE a.organisation_id = r.organisation AND a.id > r.id AND (
             (a.action IN ('members.change_post', 'members.leave', 'members.remove_member')
              AND a.facts ->> 'person' = r.person::text)
             OR (a.action = 'members.accept_invitation' AND a.actor_id = r.person))
         ORDER BY a.id LIMIT 1),
        (SELECT m.post FROM members_membership m
         WHERE m.organisation_id = r.organisation AND m.person_id = r.person AND m.since <= r.at),
        'none') AS post
    FROM reading r
)
SELECT format('person %s read what proves %s at %s and was not named then', person, about, at)
FROM known k
WHERE k.post <> 'owner'
  AND NOT (k.post = 'none' AND EXISTS (
        SELECT FROM funding_assignment x JOIN funding_review v ON v.id = x.review_id
        JOIN members_grant g ON g.person_id = x.person_id AND g.role = 'reviewer' AND g.scope = 'region:' || x.region_id
        WHERE v.declaration_id = k.declaration AND x.person_id = k.person
          AND x.since <= k.at AND (x.until IS NULL OR x.until >= k.at)
          AND g.granted_at <= k.at AND (g.revoked_at IS NULL OR g.revoked_at >= k.at))
      AND NOT EXISTS (
        SELECT FROM members_grant f WHERE f.person_id = k.person AND f.role = 'funder'
          AND f.granted_at < k.at AND (f.revoked_at IS NULL OR f.revoked_at > k.at)))
  AND NOT EXISTS (
        SELECT FROM funding_brokenglass b
        WHERE b.declaration_id = k.declaration AND b.person_id = k.person AND b.at <= k.at AND b.until > k.at)
ORDER BY k.id
"""

AS_DECIDED = """
WITH last AS (
    SELECT d.id, d.status, d.band_id, v.outcome, v.band_id AS decided,
           (SELECT count(*) FROM funding_review o
            WHERE o.declaration_id = d.id AND o.round = 1 AND o.decided_at IS NULL) AS waiting
    FROM funding_banddeclaration d
    LEFT JOIN LATERAL (
        SELECT outcome, band_id FROM funding_review
        WHERE declaration_id = d.id AND decided_at IS NOT NULL ORDER BY round DESC LIMIT 1
    ) v ON true
)
SELECT format('declaration %s is %s in band %s, decided was %s, band %s', id, status, band_id,
              coalesce(outcome, 'nothing'), decided)
FROM last
WHERE CASE status
        WHEN 'accepted' THEN outcome IS NULL OR outcome = 'refused' OR decided IS DISTINCT FROM band_id
        WHEN 'refused' THEN outcome IS DISTINCT FROM 'refused'
        WHEN 'provisional' THEN outcome IS NOT NULL OR waiting <> 1
        ELSE outcome IS NOT NULL END
UNION ALL
SELECT format('declaration %s was decided twice by person %s', a.declaration_id, a.decided_by_id)
FROM funding_review a JOIN funding_review b ON b.declaration_id = a.declaration_id AND b.round > a.round
WHERE a.decided_by_id = b.decided_by_id
"""

AUDITED = """
WITH done AS (
    SELECT 'declaration:' || v.declaration_id AS about, 'funding.take_review' AS action, x.since AS at
    FROM funding_assignment x JOIN funding_review v ON v.id = x.review_id
    UNION ALL SELECT 'declaration:' || declaration_id, 'funding.decide_review', decided_at
    FROM funding_review WHERE decided_at IS NOT NULL
    UNION ALL SELECT 'declaration:' || declaration_id, 'funding.ask_review_again', asked_at
    FROM funding_review WHERE round = 2
    UNION ALL SELECT 'declaration:' || declaration_id, 'funding.break_glass', at FROM funding_brokenglass
), counted AS (SELECT about, action, at, count(*) AS times FROM done GROUP BY about, action, at)
SELECT format('%s: %s at %s happened %s times and has %s audit rows', c.about, c.action, c.at, c.times, count(a.id))
FROM counted c LEFT JOIN kit_auditrow a ON a.about = c.about AND a.action = c.action AND a.at = c.at
GROUP BY c.about, c.action, c.at, c.times HAVING count(a.id) <> c.times
"""


def evidence_is_read_by_those_named() -> list[str]:
    """Whoever read what proves a declaration was then an owner of its organisation, the reviewer who had it in hand
    (and neither of a funder nor of the organisation), or an administrator who had let themselves in, with a reason."""
    return _found(NAMED)


def decisions_are_signed() -> list[str]:
    """Each decision has one record, signed by a key we have, that says what the decision says."""
    records = {
        (str(record.about), record.round): record
        for record in DecisionRecord.objects.iterator(chunk_size=500)
    }
    found = [
        f"the record of {about}, round {round_}: {said}"
        for (about, round_), record in records.items()
        if (said := verdict_of(record)) != Verdict.HOLDS
    ]
    decided = Review.objects.exclude(decided_at=None).select_related("declaration", "band")
    for review in decided.iterator(chunk_size=500):
        kept = records.get((str(review.declaration.ref), review.round))
        found.extend(_differences(review, kept))
    return found


def verdict_of(record: DecisionRecord) -> Verdict:
    return verdict(record.said, Signature(record.key_id, record.signature), purpose=PURPOSE)


def _differences(review: Review, kept: DecisionRecord | None) -> Iterator[str]:
    if kept is None:
        yield f"the decision of declaration {review.declaration_id}, round {review.round}, has no record"
        return
    said: dict[str, Any] = json.loads(kept.said)
    assert review.decided_at is not None
    is_so = {
        "fiscal_year": review.declaration.fiscal_year,
        "outcome": review.outcome,
        "reason": review.reason,
        "band": review.band.code if review.band else None,
        "decided_at": review.decided_at.isoformat(),
        # An account that was erased leaves the number in the record alone.
        "decided_by": review.decided_by_id or said["decided_by"],
    }
    for name, value in is_so.items():
        if said[name] != value:
            yield f"the record of {kept.about}, round {kept.round}, says {name} {said[name]}, the decision {value}"


def bands_are_as_decided() -> list[str]:
    """What counts of a declaration is what was decided last, and nobody decided twice about the same one."""
    return _found(AS_DECIDED)


def evidence_has_its_files() -> list[str]:
    """Each file that proves a declaration is where it is kept."""
    files = evidence_files()
    there = Evidence.objects.filter(removed_at=None).order_by("pk")
    return [
        f"file {each.pk} of declaration {each.declaration_id} is gone"
        for each in there
        if not files.exists(each.stored)
    ]


def reviews_are_audited() -> list[str]:
    """Each taking, deciding, asking again and breaking of the glass has one audit row."""
    return _found(AUDITED)


def _found(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]
