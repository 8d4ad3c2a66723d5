"""Finds SKUs that seem to be one thing in several shops: by SKU and by barcode, in SQL, on a reading thread."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence

from desktop.domain.linking import Candidate, Suggestion, doubts_of, gathered, pairs
from desktop.store.values import to_json

MOST = 2_000  # keys that are looked at in one go: whoever has linked these is shown the next
_CHUNK = 500
_CROWD = 20  # a key of more SKUs than that is no key but a habit ("0", "n/a")
# Walked in the order of their indexes, so that nothing is sorted and whoever has enough stops; ids lie in every index.
_SKUS = (
    "SELECT group_concat(v.id) FROM variants v INDEXED BY ix_variants_sku WHERE v.sku <> '' AND v.gone_at IS NULL "
    f"GROUP BY v.sku HAVING count(*) BETWEEN 2 AND {_CROWD} AND min(v.shop_no) <> max(v.shop_no)"
)
_BARCODES = (
    "SELECT group_concat(v.id) FROM variants v INDEXED BY ix_variants_barcode WHERE v.barcode <> '' "
    f"GROUP BY v.barcode HAVING count(*) BETWEEN 2 AND {_CROWD}"
)
# SKUs that are the same but for spaces: few have any, so only these are folded.
_SPACED = (
    "WITH spaced AS MATERIALIZED (SELECT v.id, replace(v.sku, ' ', '') AS folded FROM variants v "
    "INDEXED BY ix_variants_sku WHERE instr(v.sku, ' ') AND v.gone_at IS NULL), "
    "alike AS (SELECT id, folded FROM spaced UNION SELECT v.id, s.folded FROM spaced s CROSS JOIN variants v "
    "ON v.sku = s.folded WHERE v.gone_at IS NULL) "
    "SELECT group_concat(id) FROM alike WHERE folded <> '' GROUP BY folded COLLATE NOCASE "
    f"HAVING count(*) BETWEEN 2 AND {_CROWD}"
)


def suggestions(c: sqlite3.Connection) -> tuple[Suggestion, ...]:
    """SKUs of connected shops that could be linked and were not declined, at most about ``MOST``, by SKU."""
    declined = _declined(c)
    by_sku = [*_keys(c, _SKUS, declined), *_keys(c, _SPACED, declined)]
    by_barcode = list(_keys(c, _BARCODES, declined))
    groups = gathered([*by_sku, *by_barcode], declined)
    known = _candidates(c, [id_ for group in groups for id_ in group])
    held = {pair for ids in by_sku for pair in pairs(ids)}, {pair for ids in by_barcode for pair in pairs(ids)}
    found = [_suggestion([known[id_] for id_ in group if id_ in known], *held) for group in groups]
    return tuple(sorted((one for one in found if _is_news(one.members)), key=lambda one: one.members[0].sku.casefold()))


def _keys(c: sqlite3.Connection, select: str, declined: set[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """The SKUs of each key that has news: of several shops, not all in one group, not declined altogether."""
    left, rows = MOST, c.execute(select)
    while left > 0 and (chunk := rows.fetchmany(_CHUNK)):
        keys = [tuple(map(int, ids.split(","))) for (ids,) in chunk]
        known = _candidates(c, [id_ for ids in keys for id_ in ids])
        for ids in keys:
            there = [known[id_] for id_ in ids if id_ in known]
            if _is_news(there) and not declined.issuperset(pairs([one.variant_id for one in there])):
                left -= 1
                yield tuple(one.variant_id for one in there)


def _declined(c: sqlite3.Connection) -> set[tuple[int, int]]:
    return set(c.execute("SELECT one_id, other_id FROM link_refusals").fetchall())


def _candidates(c: sqlite3.Connection, ids: Collection[int]) -> dict[int, Candidate]:
    rows = c.execute(
        "SELECT v.id, s.id, s.name, v.sku, v.name, v.barcode, v.stock, coalesce(l.group_id, '') FROM variants v "
        "JOIN shops s ON s.no = v.shop_no LEFT JOIN links l ON l.variant_id = v.id "
        "JOIN accounts a ON a.no = v.account_no WHERE v.id IN (SELECT value FROM json_each(?)) "
        "AND v.gone_at IS NULL AND a.removed_at IS NULL",
        (to_json(list(ids)),),
    )
    return {row[0]: Candidate(*row) for row in rows}


def _suggestion(
    members: Sequence[Candidate], by_sku: Collection[tuple[int, int]], by_barcode: Collection[tuple[int, int]]
) -> Suggestion:
    ordered = tuple(sorted(members, key=lambda one: (one.shop.casefold(), one.variant_id)))
    mine = pairs([one.variant_id for one in members])
    held = any(pair in by_sku for pair in mine), any(pair in by_barcode for pair in mine)
    return Suggestion(ordered, *held, doubts_of(ordered))


def _is_news(members: Sequence[Candidate]) -> bool:
    """Members of one group, or of one shop, need no link."""
    groups = {member.group_id or f"#{member.variant_id}" for member in members}
    return len(groups) > 1 and len({member.shop_id for member in members}) > 1
