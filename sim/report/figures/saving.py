"""Figures as bytes: the same picture gives the same bytes in every process, folder, locale and time zone."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from sim.report.figures.style import FAMILIES, house_style

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

DOTS_PER_INCH = 150
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"url\(#([^)]*)\)")
_FAMILY = re.compile(r"(font-family: |font: [^;]*?px )[^;]*")
_TYPEFACES = ", ".join([f"'{name}'" for name in FAMILIES] + ["Verdana", "Arial", "sans-serif"])


def save(figure: Figure, folder: Path, name: str) -> tuple[Path, Path]:
    """Write a figure as SVG and as PNG."""
    drawn, dotted = folder / f"{name}.svg", folder / f"{name}.png"
    drawn.write_bytes(svg(figure, name))
    dotted.write_bytes(png(figure))
    return drawn, dotted


def png(figure: Figure) -> bytes:
    """Give a figure as PNG."""
    return _printed(figure, "png", dpi=DOTS_PER_INCH, metadata={"Software": None})


def svg(figure: Figure, name: str) -> bytes:
    """Give a figure as an SVG file of its own."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    tree = _tree(figure, name)
    title = ElementTree.Element(f"{{{SVG}}}title")
    title.text = str(figure.get_label())
    tree.insert(0, title)
    text = ElementTree.tostring(tree, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def inline(figure: Figure, name: str) -> str:
    """Give a figure as an element for a page: no name spaces, and ids that begin with the figure's name."""
    tree = _tree(figure, name)
    for element in tree.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        for key in [key for key in element.attrib if key.startswith("{")]:
            element.set(key.rpartition("}")[2], element.attrib.pop(key))
    return ElementTree.tostring(tree, encoding="unicode")


def _tree(figure: Figure, name: str) -> ElementTree.Element:
    """Give the drawing as a tree: with its alternative text, without what says how and when it was made."""
    metadata = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    tree = ElementTree.fromstring(_printed(figure, "svg", salt=name, metadata=metadata))
    for parent in list(tree.iter()):
        for child in [child for child in parent if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style")]:
            parent.remove(child)
    for element in tree.iter():
        _name_anew(element, name)
    _drop_unused_ids(tree)
    # What matplotlib says in a style sheet, which would reach the whole page that the drawing is put into.
    tree.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    tree.set("role", "img")
    tree.set("aria-label", str(figure.get_label()))
    return tree


def _name_anew(element: ElementTree.Element, name: str) -> None:
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, f"{name}-{value}")
        elif key == f"{{{XLINK}}}href" and value.startswith("#"):
            element.set(key, f"#{name}-{value[1:]}")
        elif "url(#" in value:
            element.set(key, _REFERENCE.sub(rf"url(#{name}-\1)", value))
        elif key == "style":
            element.set(key, _FAMILY.sub(rf"\1{_TYPEFACES}", value))


def _drop_unused_ids(tree: ElementTree.Element) -> None:
    values = [value for element in tree.iter() for key, value in element.attrib.items() if key != "id"]
    used = {value[1:] for value in values if value.startswith("#")}
    used.update(found for value in values for found in _REFERENCE.findall(value))
    for element in tree.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)


def _printed(figure: Figure, kind: str, *, salt: str = "", **how: Any) -> bytes:
    import matplotlib

    stream = BytesIO()
    with house_style(), matplotlib.rc_context({"svg.hashsalt": salt}):
        figure.savefig(stream, format=kind, **how)
    return stream.getvalue()
