"""Extension, the life with the product: use, trouble, leaving."""
