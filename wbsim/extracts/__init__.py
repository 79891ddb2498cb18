"""The numbers behind pictures, as tables for other programs: each is a function of a snapshot, measures nothing that the
snapshot has, and is written in full. Names of columns are not translated, so that whatever reads them reads them everywhere.
"""

from wbsim.extracts.extract import Column, Extract, as_csv

__all__ = ["Column", "Extract", "as_csv"]
