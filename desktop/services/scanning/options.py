"""How the packing table works: remembered choices of the seller."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

OPTIONS_SETTING = "scan.options"


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What happens with the last item of a parcel, and whether results are heard."""

    print_label: bool = True
    take_steps: bool = False  # all the marketplace's steps to the label, before it is printed
    packing_slip: bool = False
    sound: bool = True

    def as_setting(self) -> dict[str, object]:
        """JSON values."""
        return {option.name: getattr(self, option.name) for option in fields(self)}


def options_from(setting: object) -> ScanOptions:
    """What was remembered; anything unreadable is as usual."""
    kept: Mapping[str, object] = setting if isinstance(setting, Mapping) else {}
    names = {option.name for option in fields(ScanOptions)}
    return ScanOptions(**{name: value for name, value in kept.items() if name in names and isinstance(value, bool)})
