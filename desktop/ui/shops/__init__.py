"""The Shops tab: which shops are connected and how each of them stands."""
