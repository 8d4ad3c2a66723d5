"""What the seller sees; with ``app`` the only user of PySide6 and qasync. Knows services and domain, nothing below."""
