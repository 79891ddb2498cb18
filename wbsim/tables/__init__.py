"""Tables in text files → points: `glance` at how a file is written, `reading` it slice by slice, `prepare` what
is made of its columns, `experiment_for` points. It knows nothing of windows or of training.

    ready = tables.prepare(tables.read(Path("iris.csv")), tables.Choices(target="species"))
    print(*ready.notes, sep="\\n")
    experiment = tables.experiment_for(tables.points_of(ready))
"""

from wbsim.tables.aside import LARGE, reading_aside
from wbsim.tables.beginning import Glance, glance
from wbsim.tables.choices import AS_FOUND, GROUPS, MARKS, SEPARATORS, Choices
from wbsim.tables.columns import Column
from wbsim.tables.experiments import TRAIN_SHARE, experiment_for, notes_on, points_of
from wbsim.tables.prepared import Prepared, Use
from wbsim.tables.preparing import prepare
from wbsim.tables.source import SUFFIXES, is_table
from wbsim.tables.table import Progress, Table, read, reading

__all__ = [
    "AS_FOUND",
    "GROUPS",
    "LARGE",
    "MARKS",
    "SEPARATORS",
    "SUFFIXES",
    "TRAIN_SHARE",
    "Choices",
    "Column",
    "Glance",
    "Prepared",
    "Progress",
    "Table",
    "Use",
    "experiment_for",
    "glance",
    "is_table",
    "notes_on",
    "points_of",
    "prepare",
    "read",
    "reading",
    "reading_aside",
]
