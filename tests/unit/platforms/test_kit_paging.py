"""Paging ends: at the last page, at a repeated token, and at the latest after the page limit."""

import asyncio

import pytest

from desktop.domain.errors import BrokenAnswer
from desktop.platforms.kit.paging import chunks, numbered_pages, token_pages


def walk(tokens: dict[str | None, str | None], most: int = 50) -> list[str | None]:
    asked: list[str | None] = []

    async def fetch(token: str | None) -> tuple[str, str | None]:
        asked.append(token)
        return f"page {token}", tokens[token]

    async def run() -> list[str]:
        return [page async for page in token_pages(fetch, most)]

    pages = asyncio.run(run())
    assert pages == [f"page {token}" for token in asked]
    return asked


def test_pages_follow_their_tokens() -> None:
    assert walk({None: "a", "a": "b", "b": None}) == [None, "a", "b"]


def test_an_empty_token_is_no_token() -> None:
    assert walk({None: ""}) == [None]


def test_a_repeated_token_ends_the_walk() -> None:
    assert walk({None: "a", "a": "b", "b": "a"}) == [None, "a", "b"]
    assert walk({None: "a", "a": "a"}) == [None, "a"]


def test_endless_pages_are_a_broken_answer() -> None:
    with pytest.raises(BrokenAnswer):
        walk({None: "0"} | {str(number): str(number + 1) for number in range(99)})


def test_numbered_pages_count_on_to_the_last() -> None:
    async def fetch(number: int) -> tuple[int, bool]:
        return number, number < 3

    async def run() -> list[int]:
        return [page async for page in numbered_pages(fetch)]

    assert asyncio.run(run()) == [1, 2, 3]


def test_chunks_hold_everything_in_order() -> None:
    assert [list(run) for run in chunks(range(5), 2)] == [[0, 1], [2, 3], [4]]
