"""Labels come when they are final, are proved before they are kept, and say what is wrong with them."""

import asyncio
from datetime import timedelta

import pytest
from label_office import Office, item, order

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Refused, TryLater, Unreachable
from desktop.domain.labels import LabelFile, LabelFormat, LabelMissing, LabelProblem
from desktop.domain.orders import ItemStatus
from desktop.domain.progress import Progress, Stage
from desktop.store import labels
from tests.fixtures import label_papers as papers


def run(scenario: object) -> object:
    return asyncio.run(scenario)


def codes(results: tuple) -> list[str]:
    return [result.code or result.state for result in results]


def test_labels_lie_in_the_vault_byte_for_byte(office: Office) -> None:
    async def scenario() -> None:
        ids = await office.ready(3)
        results = await office.service.fetch(ids)

        assert codes(results) == ["label_ready"] * 3
        assert [result.order_id for result in results] == ids
        stored = await office.db.read(lambda c: labels.labels_of(c, ids))
        assert [stored[id_][0].item_status for id_ in ids] == ["ready"] * 3
        assert await office.db.read(lambda c: labels.label_bytes(c, stored[ids[1]][0].id)) == papers.label("JG-2")
        assert await office.shown(ids[0]) == ("ready", "", 0)

    run(scenario())


def test_a_label_that_is_there_is_not_asked_for_again_unless_a_new_one_is_wished(office: Office) -> None:
    async def scenario() -> None:
        ids = await office.ready(2)
        await office.service.fetch(ids[:1])
        assert codes(await office.service.fetch(ids)) == ["label_ready"] * 2
        assert office.platforms["A"].asked == [["order-1"], ["order-2"]]
        await office.service.fetch(ids[:1], again=True)
        assert office.platforms["A"].asked[2:] == [["order-1"]]

    run(scenario())


def test_what_is_not_ready_to_ship_is_not_even_asked_for(office: Office) -> None:
    """The platform of this test would count it as a violation."""

    async def scenario() -> None:
        ids = await office.add(
            order(1, item("a", "JG-1", ItemStatus.PACKED)),
            order(2, item("b", "", ItemStatus.TO_PACK)),
            order(3, item("c", "JG-3", ItemStatus.READY), item("d", "JG-3", ItemStatus.PACKED)),
            order(4, item("e", "JG-4", ItemStatus.READY), item("f", "JG-44", ItemStatus.PACKED)),
            order(5, item("g", "JG-5", ItemStatus.READY), item("h", "JG-5", ItemStatus.CANCELLED)),
        )
        results = await office.service.fetch(ids)
        assert codes(results) == ["not_ready", "not_ready", "not_ready", "label_ready", "label_ready"]

    run(scenario())


def test_a_label_from_before_its_time_is_never_used_and_fetched_anew(office: Office) -> None:
    async def scenario() -> None:
        (id_,) = await office.add(order(1, item("a", "JG-1", ItemStatus.PACKED)))
        office.label_from, office.platforms["A"].violations = "packed", []
        await office.service.fetch([id_])
        office.platforms["A"].violations.clear()  # this platform gives them early, that is the point
        await office.add(order(1, item("a", "JG-1", ItemStatus.READY)))

        office.label_from = "ready"
        (early,) = (await office.service.plan([id_])).entries
        assert early.problem == LabelProblem.FETCHED_TOO_EARLY
        assert codes(await office.service.fetch([id_])) == ["label_ready"]
        (fresh,) = (await office.service.plan([id_])).entries
        assert (fresh.problem, len(office.platforms["A"].asked)) == ("", 2)

    run(scenario())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (papers.label("JG-2"), "other_parcel"),
        (papers.blank(), "blank"),
        (papers.unscannable(), "unreadable_code"),
        (b"<html>busy</html>", "not_a_document"),
        (papers.encrypted("JG-1"), "not_a_document"),
    ],
)
def test_a_bad_label_is_kept_with_its_reason_and_never_planned(office: Office, content: bytes, problem: str) -> None:
    async def scenario() -> None:
        office.platforms["A"].content["JG-1"] = content
        (id_,) = await office.ready(1)
        (result,) = await office.service.fetch([id_])

        assert (result.ok, result.state, result.code) == (False, "not_possible", problem)
        assert await office.shown(id_) == ("failed", problem, 0)
        assert (await office.service.plan([id_])).problems[0].problem == problem
        stored = await office.db.read(lambda c: labels.labels_of(c, [id_]))
        assert await office.db.read(lambda c: labels.label_bytes(c, stored[id_][0].id)) == content

        office.platforms["A"].content.clear()  # the platform mends it; asking again helps
        assert codes(await office.service.fetch([id_])) == ["label_ready"]
        assert await office.shown(id_) == ("ready", "", 0)

    run(scenario())


def test_every_parcel_of_an_order_needs_its_own_label(office: Office) -> None:
    async def scenario() -> None:
        office.platforms["A"].content["JG-2"] = papers.label("JG-1")  # the same file for both
        (id_,) = await office.add(order(1, item("a", "JG-1"), item("b", "JG-2")))
        (result,) = await office.service.fetch([id_])
        assert (result.ok, result.code) == (False, "other_parcel")
        plan = await office.service.plan([id_])
        assert [(entry.tracking_number, entry.problem) for entry in plan.entries] == [
            ("JG-1", ""),
            ("JG-2", "other_parcel"),
        ]

    run(scenario())


def test_a_label_that_is_late_is_asked_for_again_after_the_platforms_time(office: Office) -> None:
    async def scenario() -> None:
        late = LabelMissing("order-2", ("item-2",), "label_not_there_yet", retry_after_s=3.0)
        office.platforms["A"].missing["JG-2"] = [late, late]
        ids = await office.ready(3)
        assert codes(await office.service.fetch(ids)) == ["label_ready"] * 3
        assert office.slept == [3.0, 3.0]
        assert office.platforms["A"].asked == [["order-1", "order-2", "order-3"], ["order-2"], ["order-2"]]

    run(scenario())


def test_a_label_that_never_comes_says_so_in_the_platforms_words(office: Office) -> None:
    async def scenario() -> None:
        never = LabelMissing("order-1", ("item-1",), "label_refused", "Provider has no label", retry_after_s=3.0)
        useless = LabelMissing("order-2", ("item-2",), "no_such_label")
        office.platforms["A"].missing |= {"JG-1": [never] * 9, "JG-2": [useless]}
        ids = await office.ready(2)
        first, second = await office.service.fetch(ids)
        assert (first.code, first.platform_message, first.ok) == ("label_refused", "Provider has no label", False)
        assert (second.code, second.ok) == ("no_such_label", False)
        assert len(office.platforms["A"].asked) == 4
        assert (await office.shown(ids[0]))[0] == "failed"
        assert await office.timeline(ids[0]) == ["label_missing"]

    run(scenario())


def test_one_order_the_platform_refuses_does_not_cost_the_others_their_labels(office: Office) -> None:
    async def scenario() -> None:
        def before(questions: object) -> None:
            if any(question.order_remote_id == "order-3" for question in questions):
                raise Refused("label_refused", message="No label for this one")

        office.platforms["A"].before = before
        ids = await office.ready(5)
        results = await office.service.fetch(ids)
        assert codes(results) == ["label_ready", "label_ready", "label_refused", "label_ready", "label_ready"]
        assert results[2].platform_message == "No label for this one"

    run(scenario())


@pytest.mark.parametrize("error", [TryLater("rate_limited", after_s=7.0), BrokenAnswer("not_json")])
def test_a_bad_moment_is_waited_out(office: Office, error: Exception) -> None:
    async def scenario() -> None:
        moments = [error, error]

        def before(_questions: object) -> None:
            if moments:
                raise moments.pop()

        office.platforms["A"].before = before
        assert codes(await office.service.fetch(await office.ready(2))) == ["label_ready"] * 2
        assert len(office.slept) == 2

    run(scenario())


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (AuthNeeded("token_used_up"), "needs_login", "token_used_up"),
        (Unreachable("no_connection"), "not_possible", "no_connection"),
        (TryLater("platform_trouble"), "not_possible", "platform_trouble"),
    ],
)
def test_an_account_that_cannot_stops_only_itself(office: Office, error: Exception, state: str, code: str) -> None:
    async def scenario() -> None:
        def before(_questions: object) -> None:
            raise error

        office.platforms["A"].before = before
        mine, theirs = await office.ready(30), await office.ready(2, account="B", first=50)
        results = await office.service.fetch([*theirs, *mine])
        assert codes(results[:2]) == ["label_ready"] * 2
        assert {(result.state, result.code) for result in results[2:]} == {(state, code)}
        assert len(office.platforms["A"].asked) == (4 if code == "platform_trouble" else 1)  # no second chunk
        assert (await office.shown(mine[0]))[0] == "failed"
        assert (await office.shown(mine[29]))[0] == "none"

    run(scenario())


def test_accounts_are_asked_beside_each_other(office: Office) -> None:
    async def scenario() -> None:
        meeting = asyncio.Barrier(2)
        for platform in office.platforms.values():
            platform.before = lambda _questions: meeting.wait()
        ids = [*await office.ready(1), *await office.ready(1, account="B", first=50)]
        assert codes(await asyncio.wait_for(office.service.fetch(ids), 10)) == ["label_ready"] * 2

    run(scenario())


def test_progress_counts_every_order_and_a_stop_ends_it_between_requests(office: Office) -> None:
    async def scenario() -> None:
        ids, seen, stop = await office.ready(50), [], asyncio.Event()

        def show(progress: Progress) -> None:
            seen.append(progress)
            if progress.done == 20:
                stop.set()

        results = await office.service.fetch(ids, show, stop)
        assert codes(results) == ["label_ready"] * 20 + ["stopped"] * 30
        assert {result.state for result in results[20:]} == {"cancelled"}
        assert [progress.done for progress in seen] == list(range(1, 51))
        assert {(progress.stage, progress.total) for progress in seen} == {(Stage.LABELS, 50)}
        assert (await office.shown(ids[49]))[0] == "none"

    run(scenario())


def test_two_fetches_at_once_ask_once(office: Office) -> None:
    async def scenario() -> None:
        ids = await office.ready(3)
        both = await asyncio.gather(office.service.fetch(ids), office.service.fetch(ids))
        assert [codes(results) for results in both] == [["label_ready"] * 3] * 2
        assert len(office.platforms["A"].asked) == 1

    run(scenario())


def test_a_cancelled_fetch_leaves_no_label_on_its_way(office: Office) -> None:
    async def scenario() -> None:
        reached = asyncio.Event()

        async def hang(_questions: object) -> None:
            reached.set()
            await asyncio.Event().wait()

        office.platforms["A"].before = hang
        (id_,) = await office.ready(1)
        task = asyncio.create_task(office.service.fetch([id_]))
        await asyncio.wait_for(reached.wait(), 10)
        assert (await office.shown(id_))[0] == "fetching"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await office.shown(id_))[0] == "failed"

    run(scenario())


def test_a_label_for_somebody_elses_parcel_is_left_aside(office: Office) -> None:
    async def scenario() -> None:
        stray = LabelFile("order-99", "JG-99", ("item-99",), LabelFormat.PDF, papers.label("JG-99"))
        sibling = LabelFile("order-1", "JG-77", ("item-77",), LabelFormat.PDF, papers.label("JG-77"))
        office.platforms["A"].extra = [stray, sibling]
        ids = await office.ready(2)
        assert codes(await office.service.fetch(ids)) == ["label_ready"] * 2
        stored = await office.db.read(lambda c: labels.labels_of(c, ids))
        assert [label.tracking_number for id_ in ids for label in stored[id_]] == ["JG-1", "JG-2"]

    run(scenario())


def test_prefetch_gets_young_ready_orders_newest_first_and_does_not_nag(office: Office) -> None:
    async def scenario() -> None:
        young = await office.add(*(order(n, created=office.now - timedelta(days=n)) for n in (1, 3, 2)))
        (old,) = await office.add(order(20, created=office.now - timedelta(days=20)))
        await office.ready(1, account="B", first=50)
        never = LabelMissing("order-3", ("item-3",), "label_not_there_yet")
        office.platforms["A"].missing["JG-3"] = [never] * 9

        await office.service.prefetch("A")
        await office.service.prefetch("A")

        assert office.platforms["A"].asked == [["order-1", "order-2", "order-3"]]
        assert office.platforms["B"].asked == []
        assert [(await office.shown(id_))[0] for id_ in (*young, old)] == ["ready", "failed", "ready", "none"]
        office.now += timedelta(hours=1)
        office.platforms["A"].missing.clear()
        await office.service.prefetch()
        assert office.platforms["A"].asked[1:] == [["order-3"]]
        assert len(office.platforms["B"].asked) == 1

    run(scenario())


def test_what_a_killed_program_was_fetching_is_fetched_by_the_next(office: Office) -> None:
    async def scenario() -> None:
        (young,) = await office.ready(1)
        (old,) = await office.add(order(20, created=office.now - timedelta(days=20)))
        await office.db.write(lambda c: labels.set_label_fetching(c, [young, old]))
        await office.service.prefetch()
        assert [(await office.shown(id_))[0] for id_ in (young, old)] == ["ready", "none"]

    run(scenario())


def test_platforms_without_labels_say_so(office: Office) -> None:
    async def scenario() -> None:
        office.can = frozenset()
        assert codes(await office.service.fetch(await office.ready(1))) == ["no_labels_here"]

    run(scenario())
