"""The order of a day, read from the plain engine: who is called after whom, and what each says of itself.

Followed are the calls that a method makes of the parts of the model, in the order in which they stand; a method
tells what it does by the first sentence of its docstring.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import TYPE_CHECKING

from sim.plain.customer import Customer
from sim.plain.departments import Marketing, Product, Service
from sim.plain.desk import Desk
from sim.plain.model import PlainModel
from sim.plain.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WHO = {
    (PlainModel, "self.marketing"): Marketing,
    (PlainModel, "self.product"): Product,
    (PlainModel, "self.service"): Service,
    (PlainModel, "self.desk"): Desk,
    (PlainModel, "customer"): Customer,
    (Desk, "service"): Service,
    (Desk, "self.shift"): Shift,
}
"""Who is meant by a name in a method of a class."""

TOLD = {PlainModel.step, Customer.morning, Customer.extend, Desk.serve, Customer.evening}
"""What is told act by act; of everything else its first sentence is enough."""

ASIDE = {"with_companions", "work"}
"""What only counts."""


def outline() -> str:
    """The day as a list in lists."""
    return "\n".join(_lines(PlainModel, PlainModel.step, depth=0))


def _lines(owner: type, method: Callable[..., object], depth: int) -> Iterator[str]:
    for number, (whose, act) in enumerate(acts(owner, method), start=1):
        does = inspect.cleandoc(act.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        yield f"{'   ' * depth}{number}. `{whose.__name__}.{act.__name__}`: {does}"
        if act in TOLD:
            yield from _lines(whose, act, depth + 1)


def acts(owner: type, method: Callable[..., object]) -> Iterator[tuple[type, Callable[..., object]]]:
    """Whose method is called by a method, and which, in the order of the text."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(call.func, ast.Attribute):
            name = ast.unparse(call.func.value)
            whose = owner if name == "self" else WHO.get((owner, name))
            if whose is not None and call.func.attr not in ASIDE:
                yield whose, getattr(whose, call.func.attr)
