"""The verbs of order work: what each needs of a marketplace, and in which state of an order it makes sense."""

from collections.abc import Container
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.domain.orders import Bucket

_B = Bucket
_PACK = frozenset({_B.TO_ACCEPT, _B.TO_PACK})
_LABELS = frozenset(_B) - frozenset({_B.TO_ACCEPT, _B.TO_PACK, _B.CANCELLED})
_TO_DO = frozenset({_B.TO_ACCEPT, _B.TO_PACK, _B.TO_SHIP, _B.LABEL_READY})
_ON_ITS_WAY = frozenset({_B.TO_SHIP, _B.LABEL_READY, _B.SHIPPED, _B.DELIVERED, _B.FAILED})
_DRAWN = _ON_ITS_WAY | {_B.TO_PACK}  # an address label of ours may be printed as soon as there is something to pack
_ASKED = frozenset({_B.CANCEL_REQUESTED})
_DOTS = "\N{HORIZONTAL ELLIPSIS}"


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderActions", source)


class Verb(NamedTuple):
    """One thing that can be done: which capabilities make it possible and in which buckets it makes sense.

    ``lacks`` ends the sentence "3 of 12 orders: ..." about orders whose marketplace cannot. ``alone``: one order at a
    time. ``seldom``: only seen where a selected order can take it. ``ours``: in these buckets we do it ourselves where
    the marketplace cannot.
    """

    key: str
    title: str
    icon: str
    shortcut: str
    needs: frozenset[str]  # any of these capabilities
    buckets: frozenset[Bucket]
    tip: str
    lacks: str
    alone: bool = False
    seldom: bool = False
    ours: frozenset[Bucket] = frozenset()

    def buckets_at(self, can: Container[str]) -> frozenset[Bucket]:
        """Where it makes sense at a marketplace that can this; empty where it is not to be had."""
        return self.buckets if any(need in can for need in self.needs) else self.ours


def verbs() -> tuple[Verb, ...]:
    """In the order of the menu; the first is the main one."""
    return (*_on_the_way(), *_about_labels(), *_afterwards(), *_ends())


def _on_the_way() -> tuple[Verb, ...]:
    return (
        Verb(
            "process", tr("Process && print"), "printer", "Ctrl+Return",
            _can("accept", "pack", "ready", "ship"), _TO_DO,
            tr("Take each order all its marketplace's steps, fetch the labels, check them and print"),
            tr("their marketplace has no steps to take here"),
        ),
        Verb(
            "accept", tr("Accept"), "accept", "Ctrl+Shift+A", _can("accept"), frozenset({_B.TO_ACCEPT}),
            tr("Tell the marketplace that these orders will be sent"),
            tr("their marketplace has no accepting step"), seldom=True,
        ),
        Verb(
            "pack", tr("Pack"), "pack", "Ctrl+Shift+K", _can("pack"), _PACK,
            tr("Choose the courier and pack; of one order also some items, or several parcels"),
            tr("their marketplace has no packing step"),
        ),
        Verb(
            "ready", tr("Ready to ship"), "ready", "Ctrl+Shift+R", _can("ready"), frozenset({_B.TO_SHIP}),
            tr("Tell the marketplace that the parcel waits for the courier"),
            tr("their marketplace has no ready-to-ship step"),
        ),
        Verb(
            "ship", tr("Ship") + _DOTS, "truck", "Ctrl+Shift+S", _can("ship"),
            frozenset({_B.TO_PACK, _B.TO_SHIP, _B.LABEL_READY}),
            tr("Tell the marketplace that the parcel is on its way"),
            tr("their marketplace has no shipping step"), seldom=True,
        ),
    )  # fmt: skip


def _about_labels() -> tuple[Verb, ...]:
    lacks = tr("their marketplace gives no labels")
    return (
        Verb(
            "print", tr("Print labels"), "label", "Ctrl+P", _can("labels"), _LABELS,
            tr("Print the labels of the selected orders"), lacks, ours=_DRAWN,
        ),
        Verb(
            "fetch", tr("Fetch labels again"), "sync", "", _can("labels"), _LABELS,
            tr("Ask the marketplace for the labels now"), lacks, ours=_DRAWN,
        ),
    )  # fmt: skip


def _afterwards() -> tuple[Verb, ...]:
    return (
        Verb(
            "trace", tr("Where is the parcel?"), "place", "Ctrl+Shift+W", _can("trace"), _ON_ITS_WAY,
            tr("Ask where the parcel is, station by station"),
            tr("their marketplace does not tell where parcels are"), alone=True,
        ),
        Verb(
            "complete", tr("Complete") + _DOTS, "done", "Ctrl+Shift+D", _can("complete"),
            frozenset({_B.LABEL_READY, _B.SHIPPED}),
            tr("Tell the marketplace that the buyer has the parcel"),
            tr("their marketplace completes orders by itself"),
        ),
        Verb(
            "invoice", tr("Invoice number") + _DOTS, "file", "", _can("set_invoice"), _ON_ITS_WAY,
            tr("Tell the marketplace the number of the invoice"),
            tr("their marketplace takes no invoice numbers"), alone=True,
        ),
        Verb(
            "repack", tr("Repack") + _DOTS, "undo", "", _can("repack"), frozenset({_B.TO_SHIP}),
            tr("Undo the packing; the label of that parcel is void then"),
            tr("their marketplace cannot undo a packing"),
        ),
    )  # fmt: skip


def _ends() -> tuple[Verb, ...]:
    return (
        Verb(
            "accept_cancel", tr("Agree to the cancel request") + _DOTS, "check", "", _can("cancel"), _ASKED,
            tr("The buyer asked to cancel: cancel the order"),
            tr("their marketplace cancels by itself"),
        ),
        Verb(
            "reject_cancel", tr("Reject the cancel request") + _DOTS, "return", "", _can("reject_cancel"), _ASKED,
            tr("The buyer asked to cancel: send the order all the same"),
            tr("their marketplace lets nobody reject a cancel request"),
        ),
        Verb(
            "cancel", tr("Cancel orders") + _DOTS, "cancel", "", _can("cancel"), _TO_DO,
            tr("Cancel at the marketplace; this cannot be taken back"),
            tr("their marketplace lets sellers cancel nothing from here"),
        ),
    )  # fmt: skip


def _can(*capabilities: str) -> frozenset[str]:
    return frozenset(capabilities)
