"""Small tools with no database: time, text, references, errors, lists, charts, images, tables."""
