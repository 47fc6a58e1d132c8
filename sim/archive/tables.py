"""A table as a file, and back: the same columns, types and bits.

CSV is for tables that people open, Parquet for long ones. Real numbers are written with as many digits as it takes
to read the same bits again. A text that a spreadsheet would take for a formula gets an apostrophe in front, as do
those that look like the outcome of that, so that reading can take it away again.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

LOOKS_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
SHOWN = ("text", "time")
"""What is written otherwise than it is; numbers are as they are."""
COMPRESSION_LEVEL = 3
"""Higher ones cost time and save nothing: most of the bytes are the digits of real numbers."""


def write(file: BinaryIO, name: str, pieces: Iterable[pd.DataFrame]) -> None:
    """Write a table, a piece after the other, in the format that the name says."""
    pieces = _not_empty(pieces)
    if PurePath(name).suffix == ".parquet":
        _write_parquet(file, pieces)
    else:
        _write_csv(file, pieces)


def read(content: bytes, name: str, types: Mapping[str, str]) -> pd.DataFrame:
    """Read a table whose columns have these types, as `types_of` gives them."""
    if PurePath(name).suffix == ".parquet":
        return _read_parquet(content)
    return _read_csv(content, types)


def types_of(frame: pd.DataFrame) -> dict[str, str]:
    """Give the type of each column in words: text, time, or that of a number."""
    kinds = {"M": "time", "O": "text"}
    return {
        str(column): "text" if isinstance(dtype, pd.StringDtype) else kinds.get(dtype.kind, dtype.name)
        for column, dtype in frame.dtypes.items()
    }


def _not_empty(pieces: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Leave out the pieces without rows, unless there is no other."""
    empty, some = None, False
    for piece in pieces:
        if len(piece):
            some = True
            yield piece
        else:
            empty = piece
    if empty is not None and not some:
        yield empty


# --- CSV ----------------------------------------------------------------------------------------------------


def _write_csv(file: BinaryIO, pieces: Iterable[pd.DataFrame]) -> None:
    for number, piece in enumerate(pieces):
        shown = {name: _shown(piece[name], kind) for name, kind in types_of(piece).items() if kind in SHOWN}
        lines = piece.assign(**shown).to_csv(
            index=False, header=number == 0, lineterminator="\n", quoting=_quoting(piece)
        )
        file.write(lines.encode())


def _quoting(piece: pd.DataFrame) -> Literal[0, 2]:
    """Quote all words if one holds a carriage return: bare, as Python may leave it, it ends a line for pandas."""
    words = (piece[column] for column, kind in types_of(piece).items() if kind == "text")
    bare = any("\r" in word for column in words for word in column.unique())
    return csv.QUOTE_NONNUMERIC if bare else csv.QUOTE_MINIMAL


def _shown(column: pd.Series[Any], kind: str) -> Any:
    if kind == "text":
        return column.map({word: guarded(word) for word in column.unique()})
    return np.datetime_as_string(column.to_numpy(), unit="us")


def guarded(word: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{word}" if LOOKS_LIKE_A_FORMULA.match(word) else word


def _unguarded(word: str) -> str:
    return word[1:] if word.startswith("'") and LOOKS_LIKE_A_FORMULA.match(word) else word


def _read_csv(content: bytes, types: Mapping[str, str]) -> pd.DataFrame:
    """Read real numbers as Python does: not every pandas gives the same bits."""
    exact = {name: kind if kind.startswith(("int", "bool")) else "str" for name, kind in types.items()}
    frame = pd.read_csv(io.BytesIO(content), dtype=exact, keep_default_na=False)
    for name, kind in types.items():
        if kind.startswith("float"):
            frame[name] = np.array([float(cell) if cell else np.nan for cell in frame[name]], dtype=kind)
        elif kind == "text":
            frame[name] = frame[name].map({word: _unguarded(word) for word in frame[name].unique()}).astype("str")
        elif kind == "time":
            frame[name] = frame[name].to_numpy(dtype="datetime64[us]")
    return frame


# --- Parquet ------------------------------------------------------------------------------------------------


def _write_parquet(file: BinaryIO, pieces: Iterable[pd.DataFrame]) -> None:
    """Write a row group a piece, each page with its checksum."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pieces = iter(pieces)
    first = next(pieces)
    schema = pa.Table.from_pandas(first, preserve_index=False).schema
    real = {column for column, kind in types_of(first).items() if kind.startswith("float")}
    counted = {"customer"} & set(first.columns)  # 0, 1, 2, ...: the differences take no space
    with pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        use_dictionary=[str(column) for column in first.columns if column not in real | counted],
        column_encoding=dict.fromkeys(counted, "DELTA_BINARY_PACKED"),
        write_page_checksum=True,
    ) as writer:
        for piece in chain([first], pieces):
            writer.write_table(pa.Table.from_pandas(piece, schema=schema, preserve_index=False))


def _read_parquet(content: bytes) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True).read()
    frame: pd.DataFrame = whole.to_pandas()
    return frame
