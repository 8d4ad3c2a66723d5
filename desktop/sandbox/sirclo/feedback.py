"""The adapter's answers to what was published: under the same id, a little later, perhaps in parts (section 5)."""

from typing import Any

from desktop.sandbox.sirclo.account import Account


def send(account: Account, feature: str, id_: str, method: str, result: Any, at_once: bool = False) -> None:
    """One feedback; a list may come in several messages. `at_once`: the work itself has taken its time already."""
    after = 0.0 if at_once else account.quirks.feedback_after_s
    for part in _parts(result, account.quirks.feedback_parts):
        if account.quirks.feedback_lost > 0:
            account.quirks.feedback_lost -= 1
            continue
        shown = account.activity() if account.quirks.feedback_own_id else id_
        document = {"id": shown, "method": method, "result": part}
        account.publish(feature, document, after)


def _parts(result: Any, count: int) -> list[Any]:
    if not isinstance(result, list) or count < 2 or len(result) < 2:
        return [result]
    size = -(-len(result) // count)
    return [result[at : at + size] for at in range(0, len(result), size)]
