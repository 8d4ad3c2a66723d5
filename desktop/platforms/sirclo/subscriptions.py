"""The names of our subscriptions: as the adapter answers them, never built (sirclo.md 5); kept with the credentials."""

import json
import logging
from collections.abc import Mapping

from desktop.domain.errors import Refused
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import mapping
from desktop.platforms.sirclo.auth import keys_of
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import FEATURES

KEPT = "subscriptions"

_log = logging.getLogger(__name__)


class Subscriptions:
    """Those of one client key. Asking for one that is there changes nothing."""

    def __init__(self, session: AccountSession, client: Client) -> None:
        self._session, self._client = session, client
        self._names: Mapping[str, str] = {}

    async def name(self, feature: str, *, again: bool = False) -> str:
        """Raises ``Refused("no_subscription")`` where the adapter gives none for this feature."""
        if again or not self._names:
            self._names = await self._asked(again=again)
        if feature not in self._names:
            raise Refused("no_subscription", feature=feature)
        return self._names[feature]

    async def _asked(self, *, again: bool) -> Mapping[str, str]:
        """One process asks, the others read what it was told."""
        async with self._session.vault.exclusive():
            kept = await self._session.vault.load()
            identity = keys_of(kept).identity
            known = {} if again else _read(kept.get(KEPT, ""), identity)
            if known:
                return known
            names = mapping.features(await self._client.add_features(FEATURES))
            if missing := [feature for feature in FEATURES if feature not in names]:
                _log.info("no subscription for %s", ", ".join(missing))
            document = json.dumps({"of": identity, "names": names}, sort_keys=True)
            await self._session.vault.save({**kept, KEPT: document})
            return names


def _read(document: str, identity: str) -> dict[str, str]:
    """What was told to this client key; nothing where another was in use then."""
    try:
        found = json.loads(document)
    except ValueError:
        return {}
    names = found.get("names") if isinstance(found, dict) and found.get("of") == identity else None
    return {str(key): str(value) for key, value in names.items()} if isinstance(names, dict) else {}
