"""What a step sheet is made of: sections of rows of cells, each a line of pieces that say what they are. It knows no
colours and no widths; whoever shows a sheet gives each kind its hue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wbsim.coming import Coming
from wbsim.ladder import Phase

# whose hue a piece has: "data" are inputs, values and targets, "loss" all that tells of it, gradients and δ too
Kind = Literal["ink", "quiet", "weight", "bias", "data", "loss"]
Face = Literal["number", "symbol", "word", "sign"]
Part = Literal["forward", "loss", "backward", "update", "batch"]


@dataclass(frozen=True)
class Piece:
    """A part of a line: a number, a symbol with what hangs under and over it, a word, or a sign between them.

    `number` is the number in full where the text is one, as the engine has it. `term` is the place of the weight among
    those of its neuron where the piece belongs to one product, as in `ladder.Stage`. `space` says whether a space
    stands before it.
    """

    text: str
    kind: Kind = "ink"
    face: Face = "sign"
    subscript: str = ""
    superscript: str = ""
    number: float | None = None
    term: int | None = None
    space: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Product:
    """One term of a sum: a weight, and what it multiplies, each with its symbol. `term` as in `Piece`."""

    symbol: Piece
    factor: float
    source: Line
    value: float
    term: int


@dataclass(frozen=True)
class Column:
    """One column: its key, what stands over it, and whether its cells end at its right edge."""

    key: str
    head: Line
    right: bool = False


@dataclass(frozen=True)
class Row:
    """One neuron, output, parameter or sample: a cell for each column of its section.

    `neuron` is the id of the neuron it is about and `parameter` that of the parameter, None where there is none.
    `products` are all terms of the sum in it, however few of them its line shows. `lines` write out beneath it what the
    cells sum up; `why` says in a sentence what is special about it.
    """

    cells: tuple[Line, ...]
    neuron: int | None = None
    parameter: str | None = None
    products: tuple[Product, ...] = ()
    lines: tuple[Line, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Section:
    """A named part of the sheet. `count` is how many rows the whole of it has; `rows` may be some of them."""

    part: Part
    title: str
    about: str  # what happens, in a few words
    formula: Line
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    count: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Sheet:
    """One update written out; `title` says which, `sections` are Forward, Loss, Backward, Update and, where it is asked
    for, how the batch's mean gradient comes about. `neuron` (by id) is the one it is about, and `whole` says whether
    nothing is left out.
    """

    coming: Coming
    title: str
    sections: tuple[Section, ...]
    neuron: int | None = None
    whole: bool = False

    def section(self, part: Part | Phase) -> Section:
        """The section of a phase; raises KeyError where the sheet has none."""
        for section in self.sections:
            if section.part == part:
                return section
        raise KeyError(part)
