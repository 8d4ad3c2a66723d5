"""Which rows the catalog's grid shows, in which order: keys only, by the plan that is quick for its size.

A small set (drafts, few hits of a search) is found first and sorted; everything else is walked in the order of an
index that also holds what a view filters by. Keys are variant ids times ``PLACES``: see ``domain.catalog_grid``.
"""

import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterable

from desktop.domain.catalog_grid import PLACES, GridQuery, GridSort, Only, key_of, variant_of
from desktop.store.search import Search, search_of
from desktop.store.values import to_json

FEW = 5_000  # so many hits of a search are sorted rather than walked
_SORT: dict[GridSort, tuple[str, tuple[str, ...]]] = {
    GridSort.SKU: ("ix_variants_sku", ("v.sku",)),
    GridSort.NAME: ("ix_variants_name", ("v.name",)),
    GridSort.SHOP: ("ix_variants_shop", ("v.shop_no", "v.sku")),
    GridSort.STOCK: ("ix_variants_stock", ("v.stock",)),
    GridSort.PRICE: ("ix_variants_price_sort", ("v.price_sort",)),
    GridSort.STATUS: ("ix_variants_status", ("v.status",)),
    GridSort.QC: ("ix_variants_qc_status", ("v.qc_status",)),
}
_DRAFTED = "SELECT DISTINCT d.variant_id AS id FROM drafts d WHERE d.level >= {}"
_REFUSED = (
    "SELECT DISTINCT v.id FROM variants v JOIN accounts a ON a.no = v.account_no JOIN operations o "
    "ON o.account_id = a.id AND o.subject = v.remote_id WHERE o.state = 'refused' AND NOT EXISTS "
    "(SELECT 1 FROM operations n WHERE n.account_id = o.account_id AND n.subject = o.subject AND n.kind = o.kind "
    "AND n.no > o.no AND n.state <> 'cancelled')"
)
_ASKED = (
    "SELECT DISTINCT v.id FROM operations o JOIN accounts a ON a.id = o.account_id "
    "JOIN variants v ON v.account_no = a.no AND v.remote_id = o.subject "
    "WHERE o.state IN ('queued','sending','working','unsure','conflict','needs_login') "
    "AND (o.state = 'conflict' OR (o.state = 'unsure' AND o.next_try_at IS NULL))"
)
_PLACED = " AND (json_extract(o.after, '$.market') IS NOT NULL OR json_extract(o.after, '$.warehouse') IS NOT NULL)"
_ONLY = {
    Only.CHANGED: _DRAFTED.format(0), Only.WARNINGS: _DRAFTED.format(1), Only.ERRORS: _DRAFTED.format(2),
    Only.REFUSED: _REFUSED, Only.ASKED: _ASKED, Only.LINKED: "SELECT l.variant_id AS id FROM links l",
}  # fmt: skip
_ANSWERED = {Only.REFUSED: _REFUSED, Only.ASKED: _ASKED}


def grid_keys(
    c: sqlite3.Connection, query: GridQuery, limit: int | None = None, *, open_shops: Collection[str] = ()
) -> "array[int]":
    """The keys of the grid's rows, unsigned 32-bit, those below a SKU behind it; about ``limit`` SKUs at most.

    In ``open_shops`` a SKU has a row for every market of its shop.
    """
    search = search_of(query.search)
    values: dict[str, object] = {"match": search.match, "status": query.status.value if query.status else ""}
    values |= {f"word{at}": word for at, word in enumerate(search.words)}
    select = _select(c, query, search, is_first=limit is not None)
    keys = _as_array(c, select if limit is None else f"{select} LIMIT {int(limit)}", values)
    shown = _shown_below(c, query, keys)
    if shown is None and limit is not None:
        shown = {variant_of(key) for key in keys}
    return _with_places(keys, below_counts(c, shown, open_shops)) if shown is None or shown else keys


def below_counts(
    c: sqlite3.Connection, variant_ids: Collection[int] | None, open_shops: Collection[str] = ()
) -> Counter[int]:
    """How many rows lie below each SKU (of these, or of all): its markets and warehouses, where there are several."""
    among = "" if variant_ids is None else "AND {} IN (SELECT value FROM json_each(:ids))"
    asked = {"ids": to_json(list(variant_ids or ())), "shops": to_json(list(open_shops))}
    markets: Counter[int] = Counter()
    own: set[int] = set()
    for id_, named, unnamed in c.execute(
        "SELECT variant_id, sum(market <> ''), sum(market = '') FROM offers "
        f"WHERE 1 {among.format('variant_id')} GROUP BY variant_id",
        asked,
    ):
        markets[id_] = named
        if unnamed:
            own.add(id_)
    if open_shops:
        for id_, more in c.execute(
            "SELECT v.id, count(*) FROM variants v JOIN shops s ON s.no = v.shop_no "
            "JOIN markets m ON m.shop_no = s.no "
            f"WHERE s.id IN (SELECT value FROM json_each(:shops)) AND m.code <> '' {among.format('v.id')} "
            "AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.variant_id = v.id AND o.market = m.code) GROUP BY v.id",
            asked,
        ):
            markets[id_] += more
    found = Counter({id_: count for id_, count in markets.items() if count and count + (id_ in own) > 1})
    for id_, count in c.execute(
        "SELECT variant_id, count(*) FROM variant_stocks "
        f"WHERE 1 {among.format('variant_id')} GROUP BY variant_id HAVING count(*) > 1",
        asked,
    ):
        found[id_] += count
    return found


def _select(c: sqlite3.Connection, query: GridQuery, search: Search, *, is_first: bool) -> str:
    index, terms = _SORT[query.sort]
    way = " DESC" if query.descending else ""
    within = _SORT[query.then][1] if query.then and query.then is not query.sort else ()
    terms = terms[:1] if within else terms  # what orders equal rows otherwise
    further = [f"{term}{' DESC' if query.then_descending else ''}" for term in within if term not in terms]
    order = ", ".join([*(f"{term}{way}" for term in terms), *further, f"v.id{way}"])
    where = _scope(c, query) + _tests(search)
    if query.only is not Only.ALL:
        return _sorted(f"({_ONLY[query.only]}) f CROSS JOIN variants v ON v.id = f.id", where, order)
    if search.match and _hits(c, search.match) <= FEW:
        found = "(SELECT rowid AS id FROM variants_fts WHERE variants_fts MATCH :match) f"
        return _sorted(f"{found} CROSS JOIN variants v ON v.id = f.id", where, order)
    if search.match and not is_first:  # of many hits the first are found soon by looking at each SKU on the way
        where += " AND v.id IN (SELECT rowid FROM variants_fts WHERE variants_fts MATCH :match)"
    one_shop = len(query.shop_ids) == 1 and query.sort in (GridSort.SKU, GridSort.SHOP)
    return _sorted(f"variants v INDEXED BY {'ix_variants_shop' if one_shop else index}", where, order)


def _sorted(source: str, where: str, order: str) -> str:
    return f"SELECT v.id * {PLACES} AS key FROM {source} WHERE {where} ORDER BY {order}"


def _scope(c: sqlite3.Connection, query: GridQuery) -> str:
    """Connected shops, or those asked for; what is gone is left out."""
    among = "AND s.id IN (SELECT value FROM json_each(?))" if query.shop_ids else ""
    asked = (to_json(list(query.shop_ids)),) if query.shop_ids else ()
    shops = c.execute(
        f"SELECT s.no FROM shops s JOIN accounts a ON a.no = s.account_no WHERE a.removed_at IS NULL {among}", asked
    ).fetchall()
    numbers = ", ".join(str(int(no)) for (no,) in shops)
    status = " AND v.status = :status" if query.status else ""
    # With a plus SQLite tests the shop on its way; without one it would look each shop up and sort all of them.
    free = "" if len(shops) == 1 or query.sort is GridSort.SHOP else "+"
    shop = f"{free}v.shop_no IN ({numbers})" if len(shops) != 1 else f"v.shop_no = {numbers}"
    return f"{shop} AND v.gone_at IS NULL{status}"


def _tests(search: Search) -> str:
    """Each word is looked for in the text itself: trigrams alone cannot tell."""
    text = "(SELECT instr(x.search_text, :word{}) FROM variant_texts x WHERE x.variant_id = v.id)"
    return "".join(f" AND {text.format(at)}" for at in range(len(search.words)))


def _hits(c: sqlite3.Connection, match: str) -> int:
    counted = "SELECT count(*) FROM (SELECT 1 FROM variants_fts WHERE variants_fts MATCH ? LIMIT ?)"
    return int(c.execute(counted, (match, FEW + 1)).fetchone()[0])


def _shown_below(c: sqlite3.Connection, query: GridQuery, keys: Iterable[int]) -> set[int] | None:
    """The SKUs whose rows below are shown; None for all. Where only changes are asked for, changed places are shown."""
    if query.expand_all:
        return None
    shown = set(query.expanded)
    if query.only in (Only.CHANGED, Only.WARNINGS, Only.ERRORS):
        placed = c.execute("SELECT DISTINCT variant_id FROM drafts WHERE market <> '' OR warehouse <> ''")
        shown |= {row[0] for row in placed}
    if query.only in _ANSWERED:
        shown |= {row[0] for row in c.execute(_ANSWERED[query.only] + _PLACED)}
    return shown & {variant_of(key) for key in keys} if shown else shown


def _with_places(keys: "array[int]", below: Counter[int]) -> "array[int]":
    found = array("I")
    for key in keys:
        found.append(key)
        if count := below.get(variant_of(key), 0):
            found.extend(range(key + 1, key_of(variant_of(key), min(count, PLACES - 1)) + 1))
    return found


def _as_array(c: sqlite3.Connection, select: str, values: dict[str, object]) -> "array[int]":
    """All keys in one piece of hexadecimal text: see ``order_ids``."""
    text = c.execute(f"SELECT group_concat(printf('%08x', key), '') FROM ({select})", values).fetchone()[0]
    keys = array("I", bytes.fromhex(text or ""))
    if sys.byteorder == "little":
        keys.byteswap()
    return keys
