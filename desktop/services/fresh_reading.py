"""Reads SKUs again from their platforms, so that what is asked of the seller is asked about what is there now."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import AuthNeeded, BackshopError
from desktop.platforms.kit.contract import ReadsCatalog
from desktop.services.outbox.queue import Connectors
from desktop.services.progress import Show, nobody_looks

AT_ONCE = 100  # SKUs between two looks at the stop button; the connector cuts them as its platform wants it


@dataclass(slots=True)
class _Found:
    variants: dict[tuple[str, str], Variant] = field(default_factory=dict)
    gone: set[tuple[str, str]] = field(default_factory=set)
    unread: dict[str, str] = field(default_factory=dict)
    done: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """By account id and remote id. ``unread`` names accounts that could not be asked, with the code of the reason."""

    variants: Mapping[tuple[str, str], Variant]
    gone: frozenset[tuple[str, str]]
    unread: Mapping[str, str]
    stopped: bool = False


async def read_fresh(
    connectors: Connectors,
    wanted: Mapping[str, Sequence[VariantRef]],
    *,
    show: Show = nobody_looks,
    stop: asyncio.Event | None = None,
) -> Read:
    """Read these variants (by account id), accounts side by side; what keeps one away is told, never raised."""
    found, total = _Found(), sum(len(refs) for refs in wanted.values())
    show(0, total)

    async def read(account_id: str, refs: Sequence[VariantRef]) -> None:
        try:
            connector = await connectors.connector(account_id)
            if not isinstance(connector, ReadsCatalog):
                found.unread[account_id] = "not_supported"
                return
            for start in range(0, len(refs), AT_ONCE):
                if stop is not None and stop.is_set():
                    return
                await _read_some(connector, account_id, refs[start : start + AT_ONCE], found)
                show(found.done, total)
        except AuthNeeded as error:
            found.unread[account_id] = error.code or "login_needed"
        except BackshopError as error:
            found.unread[account_id] = error.code or "unreachable"

    await asyncio.gather(*(read(account_id, refs) for account_id, refs in wanted.items()))
    stopped = stop is not None and stop.is_set() and found.done < total
    return Read(found.variants, frozenset(found.gone), found.unread, stopped)


async def _read_some(connector: ReadsCatalog, account_id: str, refs: Sequence[VariantRef], found: _Found) -> None:
    there = {one.remote_id: one for one in await connector.read_variants(refs)}
    for ref in refs:
        key = (account_id, ref.remote_id)
        if ref.remote_id in there:
            found.variants[key] = there[ref.remote_id]
        else:
            found.gone.add(key)
    found.done += len(refs)
