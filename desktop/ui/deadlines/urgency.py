"""From when on an order is urgent on screen; before the settings are read, as they are at first."""

from datetime import timedelta


class Urgency:
    """Shared by the columns and whoever reads the settings."""

    def __init__(self) -> None:
        self.hours = 4

    def holds(self, left: timedelta) -> bool:
        """Whether so much time is little."""
        return left < timedelta(hours=self.hours)
