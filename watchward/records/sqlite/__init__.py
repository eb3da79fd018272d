"""The embedded database with an orderly queue for its one pen; Django finds it as a database engine."""
