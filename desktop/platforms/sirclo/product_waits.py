"""Who must wait for the answer to a product's message: it says prices and stock too, as they were read before it.

What is set meanwhile would be lost when the adapter comes to that message (sirclo.md 6), so of the variants it names
nothing is said until its feedback is there, or would have been.
"""

import json
from collections.abc import Collection
from datetime import datetime

from desktop.domain.errors import TryLater
from desktop.domain.letters import Letter
from desktop.platforms.kit.inbox import Inbox
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo.letters import FEEDBACK, feedback_key
from desktop.platforms.sirclo.mailbox import Mailbox
from desktop.platforms.sirclo.product_answers import ANSWERS_WITHIN, NOTE, ProductAnswers

LOOK_AGAIN_S = 5.0


class ProductWaits:
    """One account's messages that are not answered yet, by the variants they name; those of an earlier run as well."""

    def __init__(self, session: AccountSession, mailbox: Mailbox, answers: ProductAnswers) -> None:
        self._session, self._mailbox, self._answers = session, mailbox, answers
        self._under_way: dict[str, tuple[datetime, str]] | None = None  # by variant: when, and the key of the feedback

    async def begin(self, inbox: Inbox, notes: Collection[Letter]) -> None:
        """From now on the variants of these messages wait."""
        (await self._known(inbox)).update(_by_variant(notes))

    async def wait_for(self, names: Collection[str]) -> None:
        """Raises ``TryLater("not_told_yet")`` while an answer about one of these variants may still come."""
        if (inbox := self._mailbox.inbox) is None:
            return
        known, oldest = await self._known(inbox), self._session.clock() - ANSWERS_WITHIN
        for name in [name for name, (sent_at, _) in known.items() if sent_at <= oldest]:
            del known[name]
        keys = {known[name][1] for name in names if name in known}
        if not keys:
            return
        if not await self._answers.hear():
            raise TryLater("not_told_yet", after_s=LOOK_AGAIN_S)
        if keys - (await inbox.latest(FEEDBACK, sorted(keys))).keys():
            raise TryLater("not_told_yet", after_s=LOOK_AGAIN_S)

    async def _known(self, inbox: Inbox) -> dict[str, tuple[datetime, str]]:
        if self._under_way is None:
            self._under_way = _by_variant(sorted(await inbox.every(NOTE), key=lambda one: one.sent_at))
        return self._under_way


def note(operation_id: str, activity: str, product: dict[str, str], variants: Collection[str], at: datetime) -> Letter:
    """Under which name an operation goes out: kept before it does, as what it goes out with may never be answered."""
    content = json.dumps({"activity": activity, **product, "variants": sorted(variants)}).encode()
    return Letter(NOTE, f"{activity}:{operation_id}", NOTE, operation_id, at, content)


def _by_variant(notes: Collection[Letter]) -> dict[str, tuple[datetime, str]]:
    found: dict[str, tuple[datetime, str]] = {}
    for one in notes:
        told = json.loads(one.content)
        key = feedback_key(told["activity"], f"{told['channel']}:{told['parent_sku']}")
        found |= dict.fromkeys(told.get("variants", ()), (one.sent_at, key))
    return found
