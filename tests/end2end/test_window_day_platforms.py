"""A morning on each platform through the real window: from the connect sheet to labels read off the paper."""

import pytest
from window_acts import all_printed, connect, open_bucket, print_labels, process
from window_shops import Day, cups_home, print_server, quiet, the_day
from window_truth import assert_on_paper

__all__ = ["cups_home", "print_server", "the_day"]
pytestmark = quiet


@pytest.mark.parametrize(
    ("platform", "bucket"),
    [("jumia", "To ship"), ("lazada", "To ship"), ("sirclo", "To accept")],
)
def test_every_parcel_comes_out_of_the_queue_once(day: Day, platform: str, bucket: str) -> None:
    day.shop(platform, 6)
    labels = day.printer(f"window-{platform}")

    async def story() -> None:
        seat = day.sit_down()
        await connect(day, seat, platform)
        await open_bucket(seat, bucket, 6)
        await process(6)
        await print_labels(labels.name)
        printed = await labels.next()
        await all_printed()
        parcels = await day.parcels()
        assert {step for one in parcels for step in one.steps} == {"ready"}
        assert_on_paper(printed, parcels)
        assert labels.idle
        await day.assert_no_complaints()

    day.run(story)
