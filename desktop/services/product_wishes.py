"""What wishes about whole products become in the outbox, and what is told about each."""

from datetime import datetime

from desktop.domain.accounts import Shop
from desktop.domain.catalog import VariantRef
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.identity import NewId
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.product_documents import as_json
from desktop.domain.product_drafts import ProductDraft
from desktop.domain.products import ProductFinding
from desktop.services.outbox.results import result_of


def of_draft(
    draft: ProductDraft, shop: Shop, ref: VariantRef | None, currency: str, make_id: NewId, at: datetime
) -> Operation:
    """CREATE_PRODUCT or UPDATE_PRODUCT, as ``domain.product_documents`` tells."""
    after: dict[str, object] = {
        "product": as_json(draft.product),
        "shop": shop.remote_id,
        "sku": _sku(draft),
        "currency": currency,
    }
    if ref is not None:
        after["ref"] = {"remote_id": ref.remote_id, "extra": dict(ref.extra)}
    return Operation(
        id=make_id(),
        change_set_id=make_id(),
        account_id=shop.account_id,
        shop_id=shop.id,
        kind=OperationKind.CREATE_PRODUCT if draft.is_new else OperationKind.UPDATE_PRODUCT,
        subject=draft.id if draft.is_new else draft.product_remote_id,
        label=_sku(draft) or draft.product.name,
        before={} if draft.seen is None else {"product": as_json(draft.seen)},
        after=after,
        state=OperationState.QUEUED,
        created_at=at,
    )


def of_deletion(stored: StoredVariant, operation_id: str, change_set_id: str, at: datetime) -> Operation:
    """DELETE_PRODUCT of one SKU."""
    variant = stored.variant
    return Operation(
        id=operation_id,
        change_set_id=change_set_id,
        account_id=stored.account_id,
        shop_id=stored.shop_id,
        kind=OperationKind.DELETE_PRODUCT,
        subject=variant.remote_id,
        label=variant.sku,
        before={"status": variant.status.value},
        after={
            "sku": variant.sku,
            "shop": variant.shop_remote_id,
            "product": variant.product_remote_id,
            "extra": dict(variant.extra),
        },
        state=OperationState.QUEUED,
        created_at=at,
    )


def queued(operation: Operation, shop: str) -> ActionResult:
    """It is in the outbox."""
    return result_of([operation], shop=shop, state=OperationState.QUEUED.value)


def refused(draft: ProductDraft, shop: str, finding: ProductFinding) -> ActionResult:
    """It was not queued; the first finding says why."""
    params = {**finding.params, "where": finding.where}
    return ActionResult(0, _sku(draft) or draft.product.name, shop, False, "not_possible", finding.code, params)


def not_supported(stored: StoredVariant) -> ActionResult:
    """Its platform cannot take products away."""
    return ActionResult(stored.id, stored.variant.sku, stored.shop, False, "not_possible", "not_supported")


def _sku(draft: ProductDraft) -> str:
    return next((one.sku.strip() for one in draft.product.variants if one.sku.strip()), "")
