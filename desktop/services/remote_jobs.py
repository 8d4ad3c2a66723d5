"""The jobs platforms make of what was sent: feeds and batches they work on, with what became of each thing in them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from desktop.domain.accounts import Account
from desktop.domain.operations import Operation
from desktop.domain.product_drafts import JobItem, RemoteJob
from desktop.platforms.kit.manifest import Manifest
from desktop.store import accounts, remote_jobs

if TYPE_CHECKING:
    import sqlite3


def jobs(c: "sqlite3.Connection", manifests: Mapping[str, Manifest], limit: int) -> tuple[RemoteJob, ...]:
    """The newest jobs of connected accounts, newest first."""
    owners = {one.id: one for one in accounts.accounts(c)}
    shops = {one.id: one.name for one in accounts.shops(c)}
    found = sorted(remote_jobs.with_reference(c, limit), key=_job)
    grouped = [tuple(group) for _key, group in groupby(found, key=_job)]
    known = [_told(group, owners[group[0].account_id], shops, manifests) for group in grouped if _owned(group, owners)]
    return tuple(sorted(known, key=lambda one: one.started_at, reverse=True))


def _job(operation: Operation) -> tuple[str, str]:
    return operation.account_id, operation.remote_ref


def _owned(group: Sequence[Operation], owners: Mapping[str, Account]) -> bool:
    return group[0].account_id in owners


def _told(
    group: Sequence[Operation], owner: Account, shops: Mapping[str, str], manifests: Mapping[str, Manifest]
) -> RemoteJob:
    ended = [one.finished_at for one in group if one.finished_at is not None]
    platform = manifests.get(owner.platform)
    return RemoteJob(
        ref=group[0].remote_ref,
        account_id=owner.id,
        account=owner.name,
        platform=platform.title if platform else owner.platform,
        shops=tuple(dict.fromkeys(shops.get(one.shop_id, "") for one in group)),
        started_at=min(one.created_at for one in group),
        finished_at=max(ended) if len(ended) == len(group) else None,
        items=tuple(_item(one) for one in group),
    )


def _item(one: Operation) -> JobItem:
    message = one.params.get("message", "")
    return JobItem(one.id, one.label, one.kind, one.state, one.code, one.params, message)
