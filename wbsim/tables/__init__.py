"""Tables in text files → points: `glance` at how a file is written, `reading` it slice by slice, `prepare` what
is made of its columns, `experiment_for` points. It knows nothing of windows or of training.
"""

from wbsim.tables.choices import MARKS, SEPARATORS, Choices
from wbsim.tables.columns import Column
from wbsim.tables.glance import Glance, glance
from wbsim.tables.reading import MAX_ROWS, Progress, Table, read, reading

__all__ = [
    "MARKS",
    "MAX_ROWS",
    "SEPARATORS",
    "Choices",
    "Column",
    "Glance",
    "Progress",
    "Table",
    "glance",
    "read",
    "reading",
]
