"""What only the visitor's device can do for us."""
