"""Deadlines: the rules the seller sees and changes, the risk of open orders, and which of them are about to breach."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.deadlines import DeadlineRule, RuleBook
from desktop.domain.errors import NotPossible, StoreError
from desktop.domain.identity import Clock
from desktop.domain.rule_packs import pack_document
from desktop.services.changes import ChangeFeed
from desktop.services.deadlines.own_rules import PREFIX, OwnRules, Shelf, own_from, shelf_of
from desktop.services.deadlines.reckoning import reckon
from desktop.services.deadlines.supplied import FOLDER, Supplied, read_pack, read_supplied
from desktop.store import order_risks, settings
from desktop.store.db import Database
from desktop.store.order_risks import Breach
from desktop.store.sql import raw

if TYPE_CHECKING:
    from sqlalchemy import Connection

_log = logging.getLogger(__name__)

MANY = 500  # more changed orders than this are told as "many, look again"


@dataclass(frozen=True, slots=True)
class Standing:
    """Which open orders are late at ``at``, and which will be within ``hours``; soonest first."""

    breached: tuple[Breach, ...] = ()
    soon: tuple[Breach, ...] = ()
    hours: int = 0
    at: datetime | None = None


class Deadlines:
    """Used on the event loop. ``folder`` holds the supplied rule packs."""

    def __init__(self, db: Database, changes: ChangeFeed, *, clock: Clock, folder: Path = FOLDER) -> None:
        self._db, self._changes, self._folder, self._clock = db, changes, folder, clock
        self._supplied: Supplied | None = None
        self._shelf: Shelf | None = None
        self._dirty: set[int] = set()
        self._all_dirty = False
        self._telling = False
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stop_listening: Callable[[], None] = lambda: None

    # --- the rules ----------------------------------------------------------------------------------------------------
    @property
    def book(self) -> RuleBook:
        """The rules as they were last read; empty before ``shelf`` or ``start``."""
        return self._shelf.book if self._shelf else RuleBook()

    async def shelf(self) -> Shelf:
        """All rules with where they are from, read anew."""
        if self._supplied is None:
            self._supplied = await asyncio.to_thread(read_supplied, self._folder)
        own = own_from(await self._db.read(lambda c: settings.with_prefix(c, PREFIX)))
        if self._shelf is None or self._shelf.own != own:
            self._shelf = shelf_of(self._supplied, own)
        return self._shelf

    async def put_rule(self, rule: DeadlineRule) -> OwnRules:
        """Save a new or changed rule; what was changed of a known one is the seller's own word from now on.

        Answers, as every change does, what ``take_back`` needs to undo it.
        """
        known = (await self.shelf()).book.rule(rule.id)
        kept = rule.after(known) if known else rule
        return await self._change(lambda own: own.with_rule(kept))

    async def remove_rule(self, rule_id: str) -> OwnRules:
        """Take a rule away. Raises ``NotPossible("unknown_rule")``."""
        return await self._change(lambda own: own.without(self._known(rule_id)))

    async def reset_rule(self, rule_id: str) -> OwnRules:
        """Back to what was supplied; a rule of the seller's own goes. Raises as ``remove_rule`` does."""
        return await self._change(lambda own: own.reset(self._known(rule_id)))

    async def reset_all(self) -> OwnRules:
        """All rules as supplied; the choices of shops and of the warning stay."""
        return await self._change(lambda own: OwnRules(shops=own.shops, warn_hours=own.warn_hours))

    async def choose_pack(self, shop_id: str, pack_id: str) -> OwnRules:
        """Which pack a shop follows: empty for the one of its marketplace, ``NO_PACK`` for none."""
        return await self._change(lambda own: own.with_shop(shop_id, pack_id))

    async def set_warning(self, hours: int) -> OwnRules:
        """From how many hours before its deadline an order is about to breach (1 to 240)."""
        kept = min(max(hours, 1), 240)
        return await self._change(lambda own: OwnRules(own.rules, own.removed, own.packs, own.shops, kept))

    async def take_back(self, before: OwnRules) -> None:
        """Undo a change: everything is as it was before it."""
        await self._change(lambda _own: before)

    async def export_pack(self, pack_id: str, path: Path) -> None:
        """Write a pack to a file. Raises ``NotPossible``: ``unknown_rule``, ``file_not_written``."""
        pack = next((one for one in (await self.shelf()).book.packs if one.id == pack_id), None)
        if pack is None:
            raise NotPossible("unknown_rule")
        text = json.dumps(pack_document(pack), ensure_ascii=False, indent=2)
        try:
            await asyncio.to_thread(path.write_text, text + "\n", "utf-8")
        except OSError as error:
            raise NotPossible("file_not_written", reason=error.strerror or "") from error

    async def import_pack(self, path: Path) -> OwnRules:
        """Take exactly the rules of a file as the pack it names. Raises as ``supplied.read_pack`` does."""
        await self.shelf()
        pack, supplied = await asyncio.to_thread(read_pack, path), self._supplied or Supplied()
        return await self._change(lambda own: own.with_pack(pack, supplied))

    # --- the risks ----------------------------------------------------------------------------------------------------
    async def reckon(self) -> tuple[int, ...]:
        """Reckon the risk of all open orders now; answers the ids of those whose risk is another."""
        return await self._reckon(None)

    async def standing(self) -> Standing:
        """What is late and what will be soon, at this moment."""
        now, hours = self._clock(), (await self.shelf()).own.warn_hours
        found = await self._db.read(lambda c: order_risks.breaches_before(c, now + timedelta(hours=hours)))
        late = tuple(one for one in found if one.breach_at <= now)
        return Standing(late, found[len(late) :], hours, now)

    def start(self) -> None:
        """Reckon everything now, and from now on whatever changes."""
        if self._task is None:
            self._stop_listening = self._changes.subscribe(self._on_changes)
            self._all_dirty = True
            self._woken.set()
            self._task = asyncio.create_task(self._keep_going(), name="deadlines")

    async def stop(self) -> None:
        """Look no more."""
        self._stop_listening()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _on_changes(self, changes: Changes) -> None:
        if self._telling or changes.kind not in (ChangeKind.ORDERS, ChangeKind.SETTINGS, ChangeKind.ACCOUNTS):
            return
        self._dirty.update(changes.ids)
        self._all_dirty = self._all_dirty or (changes.kind is ChangeKind.ORDERS and not changes.ids)
        self._woken.set()

    async def _keep_going(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                await self._catch_up()
            except StoreError as error:  # the disk may come back; the next change tries again with everything
                _log.warning("the risk of orders could not be written: %s", error.code)
                self._all_dirty = True
            except Exception:  # a bug with one order must not stop the clock: the next change tries everything again
                _log.exception("the risk of orders could not be reckoned")
                self._all_dirty = True

    async def _catch_up(self) -> None:
        """Rules may have been changed by another window: then every order is concerned."""
        before = self._shelf
        everything = (await self.shelf()) is not before or self._all_dirty
        ids, self._dirty, self._all_dirty = self._dirty, set(), False
        if everything or ids:
            await self._reckon(None if everything else tuple(ids))

    async def _reckon(self, ids: tuple[int, ...] | None) -> tuple[int, ...]:
        changed = await reckon(self._db, (await self.shelf()).book, ids)
        if changed:
            self._tell(Changes(ChangeKind.ORDERS, ids=changed if len(changed) <= MANY else ()))
        return changed

    async def _change(self, change: Callable[[OwnRules], OwnRules]) -> OwnRules:
        """Change the seller's rules in one transaction, then reckon everything by them."""
        await self.shelf()

        def write(c: "Connection") -> OwnRules:
            before = own_from(settings.with_prefix(raw(c), PREFIX))
            settings.put_all(c, change(before).settings())
            return before

        before = await self._db.write(write)
        self._tell(Changes(ChangeKind.SETTINGS))
        await self._reckon(None)
        return before

    def _known(self, rule_id: str) -> str:
        if self._shelf is None or rule_id not in self._shelf.origins:
            raise NotPossible("unknown_rule")
        return rule_id

    def _tell(self, changes: Changes) -> None:
        """What we publish ourselves is no news to us."""
        self._telling = True
        try:
            self._changes.publish(changes)
        finally:
            self._telling = False
