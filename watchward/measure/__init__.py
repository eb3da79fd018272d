"""Is it working? Counts, hours, losses and who reports, computed from what was collected."""
