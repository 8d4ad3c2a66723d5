"""The three-way check of whole products: nobody's change since the seller looked is overwritten unasked."""

from collections.abc import Sequence

from desktop.domain.errors import Gone
from desktop.domain.operations import Operation, OperationState
from desktop.domain.product_changes import changed
from desktop.domain.product_documents import as_json, product_ref, seen_product, wished_product
from desktop.domain.products import Product
from desktop.platforms.kit.contract import DescribesProducts
from desktop.services.outbox import exchange
from desktop.services.outbox.exchange import Answer, Moment
from desktop.store.outbox_moves import Verdict

_S = OperationState


async def look_first(connector: DescribesProducts, batch: Sequence[Operation], moment: Moment) -> Answer:
    """Read each product before it is changed: verdicts where it is as wished already, changed meanwhile, or gone.

    What has no verdict in the answer may be sent. Never raises: what keeps from reading keeps from sending as well.
    """
    verdicts: list[Verdict] = []
    for operation in batch:
        try:
            verdicts += _compared(operation, await connector.read_product(product_ref(operation)))
        except Gone:
            verdicts.append(Verdict(operation.id, operation.state, _S.REFUSED, "gone"))
        except Exception as error:  # sorted out as for a request that was not sent; a bug is logged there
            return await exchange.held_back(error, batch, moment)
    return Answer(tuple(verdicts))


def _compared(operation: Operation, theirs: Product) -> tuple[Verdict, ...]:
    left = changed(wished_product(operation), theirs)
    if not left:
        return (Verdict(operation.id, operation.state, _S.DONE, "already_done"),)
    before = seen_product(operation)
    moved = () if before is None else [one for one in changed(before, theirs) if one in left]
    if not moved:
        return ()
    params, ack = {"fields": ", ".join(moved)}, {"product": as_json(theirs)}
    return (Verdict(operation.id, operation.state, _S.CONFLICT, "changed_there", params, ack),)
