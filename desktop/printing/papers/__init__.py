"""Our own papers as vector PDF: packing slip, pick list, hand-over list, address label, calibration page. No Qt."""
