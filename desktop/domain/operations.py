"""Operations are the only thing a user action writes: what was wished, how far it got, and what the platform said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class OperationKind(StrEnum):
    ACCEPT = "accept"
    PACK = "pack"
    READY = "ready"
    SHIP = "ship"
    COMPLETE = "complete"
    CANCEL = "cancel"
    REJECT_CANCEL = "reject_cancel"
    REPACK = "repack"
    SET_INVOICE = "set_invoice"
    SET_STOCK = "set_stock"
    SET_SAFETY_STOCK = "set_safety_stock"
    SET_PRICE = "set_price"
    SET_STATUS = "set_status"
    CREATE_PRODUCT = "create_product"
    UPDATE_PRODUCT = "update_product"
    DELETE_PRODUCT = "delete_product"
    CREATE_PROMOTION = "create_promotion"
    END_PROMOTION = "end_promotion"
    DELETE_PROMOTION = "delete_promotion"


# They set a value of one variant: a newer one replaces an older one that was not sent yet, and it can be undone.
VARIANT_KINDS = frozenset(
    {
        OperationKind.SET_STOCK,
        OperationKind.SET_SAFETY_STOCK,
        OperationKind.SET_PRICE,
        OperationKind.SET_STATUS,
    }
)
PRODUCT_KINDS = frozenset({OperationKind.CREATE_PRODUCT, OperationKind.UPDATE_PRODUCT, OperationKind.DELETE_PRODUCT})
PUSHED_KINDS = VARIANT_KINDS | PRODUCT_KINDS  # what goes out of the catalog
PROMOTION_KINDS = frozenset(
    {OperationKind.CREATE_PROMOTION, OperationKind.END_PROMOTION, OperationKind.DELETE_PROMOTION}
)


class OperationState(StrEnum):
    """``queued -> sending -> (working) -> done | refused | unsure | needs_login | cancelled``.

    ``conflict`` waits for the seller: keep mine or take theirs.
    """

    QUEUED = "queued"
    SENDING = "sending"
    WORKING = "working"
    DONE = "done"
    REFUSED = "refused"
    UNSURE = "unsure"
    CONFLICT = "conflict"
    NEEDS_LOGIN = "needs_login"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether the wish is still to come true: such operations are shown as pending on their subject."""
        return self in OPEN_STATES


UNREACHABLE = "unreachable"  # the code of what waits for the line: whoever waits for the outbox stops waiting
OPEN_STATES = frozenset(
    {
        OperationState.QUEUED,
        OperationState.SENDING,
        OperationState.WORKING,
        OperationState.UNSURE,
        OperationState.CONFLICT,
        OperationState.NEEDS_LOGIN,
    }
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One queued change. ``id`` sorts by creation and is the idempotency key where a platform takes one.

    ``before`` is what the seller saw, ``after`` what is wished; both are JSON values. For order work ``subject`` is the
    order's remote id and ``after`` holds ``items`` (remote item ids) and the details of the step: ``provider`` (id or
    name, or absent) and ``tracking_code`` of a pack or ship, ``reason`` of a cancel or reject, ``received_by`` of a
    complete, ``invoice_number``. A pack of several parcels is one operation for each. What work on variants and
    promotions holds is told in ``domain.wishes``.
    """

    id: str
    change_set_id: str
    account_id: str
    shop_id: str
    kind: OperationKind
    subject: str
    label: str  # what people call the subject: the order number or the SKU
    before: Mapping[str, object]
    after: Mapping[str, object]
    state: OperationState
    created_at: datetime
    attempts: int = 0
    next_try_at: datetime | None = None
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    ack: Mapping[str, object] = field(default_factory=dict)
    remote_ref: str = ""
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one operation after ``send`` or ``verify``.

    ``state`` is DONE, REFUSED, WORKING, UNSURE or QUEUED (it demonstrably did not happen: may be sent again).
    """

    operation_id: str
    state: OperationState
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    ack: Mapping[str, object] = field(default_factory=dict)
    remote_ref: str = ""
