"""What runs in a process of its own, with the settings of the place it measures."""
