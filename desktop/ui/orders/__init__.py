"""The Orders tab. Reads and acts through the order, label and fulfilment services only."""
