"""One Jumia master account in the practice world: what it holds, who may enter, and what the client left unclear."""

import random
from dataclasses import dataclass, field

from starlette.requests import Request

from desktop.sandbox.answer import Answer
from desktop.sandbox.journal import CURRENT, Exchange
from desktop.sandbox.jumia.checks import UUID
from desktop.sandbox.jumia.listings import Shelf
from desktop.sandbox.jumia.quirks import Quirks
from desktop.sandbox.jumia.refusals import Refusal, gateway_answer, refusal_answer, wrong
from desktop.sandbox.jumia.tokens import TokenBook
from desktop.sandbox.jumia.world import Item, World
from desktop.sandbox.seat import remember
from desktop.sandbox.simulator import Harness

VIEWER, MANAGER = "VC - Order Viewer", "VC - Order Manager"

Unclear = tuple[str, bool]
"""Path of a write, and whether it was done."""


@dataclass(slots=True)
class Account:
    """World, tokens, roles and switches.

    `unsure`: item id -> the write that got no answer; `cleared`: what reading back took out of it, by request number.
    """

    world: World
    tokens: TokenBook
    harness: Harness
    rng: random.Random
    shelf: Shelf
    quirks: Quirks = field(default_factory=Quirks)
    roles: list[str] = field(default_factory=lambda: [MANAGER])
    unsure: dict[str, Unclear] = field(default_factory=dict)
    cleared: dict[int, dict[str, Unclear]] = field(default_factory=dict)

    def now(self) -> int:
        """Whole seconds since 1970; Jumia's times have no fractions."""
        return int(self.harness.clock.now())

    def authorize(self, request: Request, roles: tuple[str, ...]) -> None:
        """A living token and one of the roles (sections 1.2 and 1.5). Raises Refusal."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            raise Refusal(401, "Unauthorized", "auth")
        if scheme != "Bearer":
            raise Refusal(401, "Invalid authorization type", "auth")
        if not self.tokens.knows(token, self.harness.clock.now()):
            raise Refusal(401, "Unauthorized", "auth" if self.tokens.hammering(token) else None)
        if roles and not set(roles) & set(self.roles):
            raise Refusal(403, "Forbidden")

    def refuse(self, refusal: Refusal, request: Request) -> Answer:
        """The answer to a refusal, held against the client where it was a mistake."""
        if refusal.violation:
            self.harness.ledger.count(refusal.violation, refusal.message)
        plain_401 = refusal.status == 401 and refusal.message == "Unauthorized"
        if plain_401 and request.url.path != "/token":
            return gateway_answer(401, self.quirks.empty_401, None)
        return refusal_answer(refusal, request.url.path, request.method, self.harness.clock.now())

    def watch(self, item: Item, verb: str, path: str) -> None:
        """Hold against the client what it does again, or repeats without having read back."""
        unclear = self.unsure.get(item.id)
        if verb in item.done or unclear == (path, True):
            self.harness.ledger.count("double", f"{verb} again on item {item.id}")
        elif unclear is not None:
            self.harness.ledger.count("blind", f"{verb} on item {item.id} without reading back after an unclear answer")

    def done(self, item: Item, verb: str) -> None:
        """Note that the client did this to the item."""
        item.done.append(verb)
        self.note(verb, item.id, item.tracking_number)

    def note(self, kind: str, id_: str, value: object) -> None:
        """A client's write took effect."""
        remember(self.shelf.effects, kind, id_, value, self.harness.clock.now())
        self.harness.dirty = True

    def read_back(self, item_ids: list[str]) -> None:
        """The client has read these items: it knows again."""
        exchange = CURRENT.get()
        known = {item_id: self.unsure.pop(item_id) for item_id in item_ids if item_id in self.unsure}
        if exchange and known:
            self.cleared[exchange.number] = known

    def went_unanswered(self, exchange: Exchange, committed: bool) -> None:
        """The answer to a write, or to the reading back, never came through: its items are unclear (again)."""
        if exchange.method == "GET":
            self.unsure.update(self.cleared.pop(exchange.number, {}))
            return
        text = exchange.body.decode("utf-8", "replace")
        ids = [found.group() for found in UUID.finditer(text) if found.group() in self.world.item_by_id]
        self.unsure.update(dict.fromkeys(ids, (exchange.path, committed)))

    def shop_filter(self, shop_id: str | None) -> str | None:
        """A shopId that is one of the account's. Raises Refusal."""
        if shop_id is not None and self.world.shop(shop_id) is None:
            raise wrong("id", "unknown shopId")
        return shop_id
