"""Pure yes or no on what lies on the desk."""
