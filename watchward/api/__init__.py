"""Face for machines. Empty until the desk and the gallery are built."""
