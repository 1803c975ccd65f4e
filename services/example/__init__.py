"""The worked example: one organisation that shows the whole way, marked as an example."""
