"""Scan mode: the packing table as the packer sees it, readable from two metres away."""
