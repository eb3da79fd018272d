"""What people typed, turned into plain data or into sentences about what to change."""
