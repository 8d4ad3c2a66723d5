"""Scan mode for a packing table: codes are looked up, ticks saved as they happen, the label printed with the last."""

from desktop.services.scanning.desk import ScanDesk
from desktop.services.scanning.options import OPTIONS_SETTING, ScanOptions, options_from
from desktop.services.scanning.parcel_labels import ParcelLabels

__all__ = ["OPTIONS_SETTING", "ParcelLabels", "ScanDesk", "ScanOptions", "options_from"]
