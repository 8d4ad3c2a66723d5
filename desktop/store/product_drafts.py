"""Products being written, as they lie in the file: one row each, the whole product as a document."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from desktop.domain.product_documents import as_json, from_json
from desktop.domain.product_drafts import ProductDraft
from desktop.store.sql import sa, t
from desktop.store.values import from_ms, json_object, plain, to_json, to_ms

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SELECT = (
    "SELECT d.id, s.id, d.document, d.changed_at, d.product_remote_id, d.change_set_id FROM product_drafts d "
    "JOIN shops s ON s.no = d.shop_no JOIN accounts a ON a.no = s.account_no WHERE a.removed_at IS NULL"
)


def drafts(c: sqlite3.Connection) -> tuple[ProductDraft, ...]:
    """All of connected shops, the one changed last first."""
    return tuple(_draft(row) for row in c.execute(f"{_SELECT} ORDER BY d.changed_at DESC, d.id DESC"))


def draft(c: sqlite3.Connection, draft_id: str) -> ProductDraft | None:
    """One draft; None when it was sent or discarded."""
    row = c.execute(f"{_SELECT} AND d.id = ?", (draft_id,)).fetchone()
    return None if row is None else _draft(row)


def own_currencies(c: sqlite3.Connection, shop_id: str) -> tuple[str, ...]:
    """What a shop's SKUs are priced in as a whole, not in one of its markets; the most usual first."""
    rows = c.execute(
        "SELECT o.currency FROM offers o JOIN variants v ON v.id = o.variant_id JOIN shops s ON s.no = v.shop_no "
        "WHERE s.id = ? AND v.gone_at IS NULL AND o.market = '' AND o.currency <> '' "
        "GROUP BY o.currency ORDER BY count(*) DESC",
        (shop_id,),
    )
    return tuple(row[0] for row in rows)


def save(c: Connection, one: ProductDraft) -> None:
    """Write it; the newest word counts."""
    table = t.product_drafts
    document = {
        "product": as_json(one.product),
        "seen": None if one.seen is None else as_json(one.seen),
        "variant": one.variant_id,
    }
    shop_no = sa.select(t.shops.c.no).where(t.shops.c.id == one.shop_id).scalar_subquery()
    c.execute(sa.delete(table).where(table.c.id == one.id))
    c.execute(
        sa.insert(table).values(
            id=one.id,
            shop_no=shop_no,
            product_remote_id=plain(one.product_remote_id),
            document=plain(to_json(document)),
            change_set_id=one.change_set_id,
            changed_at=to_ms(one.changed_at),
        )
    )


def remove(c: Connection, *draft_ids: str) -> None:
    """Forget these."""
    c.execute(sa.delete(t.product_drafts).where(t.product_drafts.c.id.in_(draft_ids)))


def _draft(row: tuple[str, str, str, int, str, str]) -> ProductDraft:
    id_, shop_id, text, changed_at, product_remote_id, change_set_id = row
    document = json_object(text)
    seen, variant = document.get("seen"), document.get("variant")
    return ProductDraft(
        id=id_,
        shop_id=shop_id,
        product=from_json(document["product"]),
        changed_at=from_ms(changed_at),
        product_remote_id=product_remote_id,
        change_set_id=change_set_id,
        seen=None if seen is None else from_json(seen),
        variant_id=variant if isinstance(variant, int) else 0,
    )
