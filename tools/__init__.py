"""Scripts that build, check and serve the repository itself. None is part of the product."""
