"""What a rule takes and what it gives back."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

Quantity: TypeAlias = float | NDArray[Any]
"""One number, or one number per customer."""

# A rule gives a float if all it was given were floats, and an array otherwise. Saying that in types takes
# two overloads a function, which would bury the formulas; NumPy's own ufuncs give Any for the same reason.
Result: TypeAlias = Any
