"""What lies on the desk, and what a reporter is told."""
