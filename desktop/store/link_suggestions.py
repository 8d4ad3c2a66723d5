"""Finds SKUs that seem to be one thing in several shops: by SKU and by barcode, in SQL, on a reading thread."""

import sqlite3
from collections.abc import Collection, Sequence

from desktop.domain.linking import Candidate, Suggestion, doubts_of, gathered, pairs
from desktop.store.values import to_json

MOST = 2_000  # keys that are looked at in one go: whoever has linked these is shown the next
_CROWD = 20  # a key of more SKUs than that is no key but a habit ("0", "n/a")
_SKU = "lower(replace(v.sku, ' ', ''))"
_BARCODE = "replace(v.barcode, ' ', '')"
_KEYS = (
    "SELECT group_concat(v.id) FROM variants v {index} LEFT JOIN links l ON l.variant_id = v.id "
    "WHERE v.gone_at IS NULL AND v.{column} <> '' AND +v.shop_no IN ({shops}) GROUP BY {key} "
    "HAVING count(*) BETWEEN 2 AND {crowd} AND min(v.shop_no) <> max(v.shop_no) "
    "AND count(DISTINCT coalesce(l.group_id, '#' || v.id)) > 1 LIMIT {most}"
)


def suggestions(c: sqlite3.Connection) -> tuple[Suggestion, ...]:
    """SKUs of connected shops that could be linked and were not declined, at most about ``MOST``, by SKU."""
    shops = ", ".join(str(int(no)) for no in _shops(c))
    if not shops:
        return ()
    by_sku = _keys(c, "sku", _SKU, "INDEXED BY ix_variants_sku", shops)
    by_barcode = _keys(c, "barcode", _BARCODE, "INDEXED BY ix_variants_barcode", shops)
    declined = _declined(c)
    groups = gathered([*by_sku, *by_barcode], declined)
    known = _candidates(c, [id_ for group in groups for id_ in group])
    held = {pair for ids in by_sku for pair in pairs(ids)}, {pair for ids in by_barcode for pair in pairs(ids)}
    found = [_suggestion([known[id_] for id_ in group if id_ in known], *held) for group in groups]
    return tuple(sorted((one for one in found if _is_news(one)), key=lambda one: one.members[0].sku.casefold()))


def _shops(c: sqlite3.Connection) -> list[int]:
    rows = c.execute("SELECT s.no FROM shops s JOIN accounts a ON a.no = s.account_no WHERE a.removed_at IS NULL")
    return [no for (no,) in rows]


def _keys(c: sqlite3.Connection, column: str, key: str, index: str, shops: str) -> list[tuple[int, ...]]:
    select = _KEYS.format(column=column, key=key, index=index, shops=shops, crowd=_CROWD, most=MOST)
    return [tuple(map(int, ids.split(","))) for (ids,) in c.execute(select)]


def _declined(c: sqlite3.Connection) -> set[tuple[int, int]]:
    return set(c.execute("SELECT one_id, other_id FROM link_refusals").fetchall())


def _candidates(c: sqlite3.Connection, ids: Collection[int]) -> dict[int, Candidate]:
    rows = c.execute(
        "SELECT v.id, s.id, s.name, v.sku, v.name, v.barcode, v.stock, coalesce(l.group_id, '') FROM variants v "
        "JOIN shops s ON s.no = v.shop_no LEFT JOIN links l ON l.variant_id = v.id "
        "WHERE v.id IN (SELECT value FROM json_each(?)) ORDER BY s.name COLLATE NOCASE, v.id",
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


def _is_news(one: Suggestion) -> bool:
    """Members of one group, or of one shop, need no link."""
    groups = {member.group_id or f"#{member.variant_id}" for member in one.members}
    return len(groups) > 1 and len({member.shop_id for member in one.members}) > 1
