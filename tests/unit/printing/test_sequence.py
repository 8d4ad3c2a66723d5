"""The pick sequence: runs of one SKU first, then by courier, and otherwise as the seller sorted them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.printing.sequence import PageOrder, Pick, page_sequence

PICKS = [
    Pick(("MUG-RED", "KET-BLU"), "Aramex"),
    Pick(("MUG-RED",), "GIG"),
    Pick(("KET-10",), "GIG"),
    Pick(("MUG-RED",), "Aramex"),
    Pick(("KET-2", "KET-2"), "GIG"),
    Pick(("KET-10",), "Aramex"),
    Pick(("MUG-RED",), "Aramex"),
]


def test_runs_of_one_sku_come_first_then_the_courier_decides() -> None:
    assert page_sequence(PICKS, PageOrder.PICK) == (4, 5, 2, 3, 6, 1, 0)


def test_given_is_left_alone_and_reverse_turns_the_pile() -> None:
    assert page_sequence(PICKS, PageOrder.GIVEN) == (0, 1, 2, 3, 4, 5, 6)
    assert page_sequence(PICKS, PageOrder.PICK, reverse=True) == (0, 1, 6, 3, 2, 5, 4)


@given(st.lists(st.builds(Pick, st.lists(st.text("aB1-2", max_size=4), max_size=3).map(tuple), st.text(max_size=3))))
def test_no_label_is_lost_or_doubled_and_equal_ones_stay_in_order(picks: list[Pick]) -> None:
    sequence = page_sequence(picks, PageOrder.PICK)

    assert sorted(sequence) == list(range(len(picks)))
    for earlier, later in pairwise(sequence):
        if picks[earlier] == picks[later]:
            assert earlier < later
