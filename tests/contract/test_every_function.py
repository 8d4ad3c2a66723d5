"""Every platform: every documented function is there by name; what is asked wrongly is refused unsent."""

import pytest
from shop_floor import Floor, work

from desktop.domain.errors import Refused
from desktop.platforms.kit.manifest import Can
from desktop.platforms.registry import BY_ID

PLACES = {"path", "query", "form", "body", "content", "file"}
pytestmark = pytest.mark.needs(Can.FUNCTIONS)
TYPES = {"text", "integer", "number", "boolean", "list", "object"}


def test_every_platform_offers_its_functions() -> None:
    assert [id_ for id_, manifest in BY_ID.items() if Can.FUNCTIONS not in manifest.can] == []


def test_functions_are_named_once_and_described_in_the_same_words(floor: Floor) -> None:
    functions = floor.connector.functions()
    assert functions
    assert len({one.name for one in functions}) == len(functions)
    for one in functions:
        assert {field.where for field in one.fields} <= PLACES, one.name
        assert {field.type for field in one.fields} <= TYPES, one.name
        assert one.method in {"GET", "POST", "PUT", "PATCH", "DELETE"}
        assert one.writes or one.method in {"GET", "POST"}, one.name


def test_unknown_functions_and_missing_fields_are_not_sent(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        with pytest.raises(Refused) as told:
            await floor.connector.call("no-such-function", {})
        assert told.value.code == "unknown_function"
        needy = [one for one in floor.connector.functions() if any(field.required for field in one.fields)]
        codes = [await _refusal(floor, one.name) for one in needy[:20]]
        assert "missing_field" in codes
        assert set(codes) <= {"missing_field", "unknown_function"}  # some exist on servers of another age only
        simple = floor.connector.functions()[0]
        with pytest.raises(Refused) as told:
            await floor.connector.call(simple.name, {"no-such-field": "1"})
        assert told.value.code in ("unknown_field", "missing_field", "unknown_function")
        assert [one for one in floor.sandbox.requests() if one["method"] != "GET"] == []

    work(floor, job)


async def _refusal(floor: Floor, name: str) -> str:
    with pytest.raises(Refused) as told:
        await floor.connector.call(name, {})
    return told.value.code


def test_functions_that_need_nothing_and_change_nothing_are_answered(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        await floor.connector.test()
        plain = [
            one for one in floor.connector.functions() if not one.writes and not any(f.required for f in one.fields)
        ]
        assert plain
        for one in plain:
            reply = await floor.connector.call(one.name, {})
            assert 200 <= reply.status < 300, one.name

    work(floor, job)
