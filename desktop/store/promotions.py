"""Promotions as they lie in the file: our own record of those made here, and what platforms list beside."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.identity import new_id
from desktop.domain.promotions import Promotion, PromotionState, StoredPromotion
from desktop.domain.wishes import as_json, from_json
from desktop.store.accounts import account_no, shop_no_of
from desktop.store.sql import raw, sa, t
from desktop.store.values import ms_or_none, plain, to_json, to_ms

if TYPE_CHECKING:
    import sqlite3

_SELECT = (
    "SELECT p.id, a.id, s.id, s.name, a.platform, p.document, p.change_set_id, p.ended_by FROM promotions p "
    "JOIN shops s ON s.no = p.shop_no JOIN accounts a ON a.no = p.account_no "
    "WHERE a.removed_at IS NULL AND p.gone_at IS NULL"
)


def listed(c: sqlite3.Connection, shop_ids: Collection[str] = ()) -> tuple[StoredPromotion, ...]:
    """All promotions of these shops, or of all, newest first."""
    only = " AND s.id IN (SELECT value FROM json_each(?))" if shop_ids else ""
    asked = (to_json(list(shop_ids)),) if shop_ids else ()
    rows = c.execute(f"{_SELECT}{only} ORDER BY p.starts_at DESC, p.created_at DESC", asked)
    return tuple(
        StoredPromotion(id_, account_id, shop_id, shop, platform, _promotion(document), change_set_id, ended_by)
        for id_, account_id, shop_id, shop, platform, document, change_set_id, ended_by in rows
    )


def save(c: sa.Connection, stored: StoredPromotion, at: datetime) -> None:
    """Write our own record of a promotion, or what became of it."""
    shop = c.execute(sa.select(t.shops.c.no, t.shops.c.account_no).where(t.shops.c.id == stored.shop_id)).one()
    values = _values(stored.promotion, shop.account_no, shop.no, at)
    values |= {"id": stored.id, "change_set_id": stored.change_set_id, "ended_by": stored.ended_by}
    _upsert(c, stored.id, values)


def save_listed(c: sa.Connection, account_id: str, found: Sequence[Promotion], at: datetime) -> None:
    """What a platform lists, all of it: known ones are updated in place, those it lists no more are gone."""
    account = account_no(raw(c), account_id)
    p = t.promotions.c
    known = {
        row.remote_id: row.id
        for row in c.execute(sa.select(p.remote_id, p.id).where(p.account_no == account, p.change_set_id == ""))
    }
    for promotion in found:
        shop = _shop(c, account, promotion, at)
        id_ = known.pop(plain(promotion.remote_id), None) or new_id(lambda: at)
        _upsert(c, id_, {"id": id_, **_values(promotion, account, shop, at)})
    c.execute(sa.update(t.promotions).where(p.id.in_(list(known.values()))).values(gone_at=to_ms(at)))


def _shop(c: sa.Connection, account: int, promotion: Promotion, at: datetime) -> int:
    first = sa.select(sa.func.min(t.shops.c.no)).where(t.shops.c.account_no == account)
    found = None if promotion.shop_remote_id else c.execute(first).scalar()
    return found or shop_no_of(c, account, promotion.shop_remote_id, promotion.shop_remote_id, at)


def _upsert(c: sa.Connection, id_: str, values: dict[str, object]) -> None:
    changed = {key: value for key, value in values.items() if key not in ("id", "created_at")}
    if not c.execute(sa.update(t.promotions).where(t.promotions.c.id == id_).values(**changed)).rowcount:
        c.execute(sa.insert(t.promotions).values(**values))


def _values(promotion: Promotion, account: int, shop: int, at: datetime) -> dict[str, object]:
    return {
        "account_no": account,
        "shop_no": shop,
        "remote_id": plain(promotion.remote_id),
        "starts_at": ms_or_none(promotion.starts_at),
        "document": plain(to_json({**as_json(promotion), "state": promotion.state.value})),
        "created_at": to_ms(at),
        "gone_at": None,
    }


def _promotion(document: str) -> Promotion:
    found = json.loads(document)
    return replace(from_json(found), state=PromotionState(found["state"]))
