"""The face for programs: the same queries and actions as the pages, with a key instead of a sign-in."""
