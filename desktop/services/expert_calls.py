"""Expert calls: every call a platform documents, made by its name there, for those who know its documents.

They go past the outbox on purpose: whoever makes one sees the platform's own answer and decides alone what it means.
"""

from collections.abc import Mapping
from typing import cast

from desktop.domain.errors import NotPossible
from desktop.domain.functions import Function, Reply
from desktop.platforms.kit.contract import CallsFunctions
from desktop.platforms.kit.manifest import Can
from desktop.services.connections import Connections


class ExpertCalls:
    """What an account's platform can be asked, and the asking; signed and paced like everything else."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def functions(self, account_id: str) -> tuple[Function, ...]:
        """All documented calls. Raises ``NotPossible``: ``unknown_account``, ``not_supported``."""
        return (await self._connector(account_id)).functions()

    async def call(self, account_id: str, name: str, fields: Mapping[str, object], *, may_write: bool) -> Reply:
        """Make one call.

        Raises ``NotPossible("writes")`` where it changes something and ``may_write`` is not set, else as
        ``functions`` and the connector's ``call`` do.
        """
        connector = await self._connector(account_id)
        if not may_write and any(one.name == name and one.writes for one in connector.functions()):
            raise NotPossible("writes", name=name)
        return await connector.call(name, fields)

    async def _connector(self, account_id: str) -> CallsFunctions:
        if Can.FUNCTIONS not in self._connections.manifest(account_id).can:
            raise NotPossible("not_supported")
        return cast(CallsFunctions, await self._connections.connector(account_id))
