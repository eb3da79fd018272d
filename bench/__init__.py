"""The numbers that the product promises, measured again and again. bench/README.md shows the last full run."""
