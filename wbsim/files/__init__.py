"""Sessions in files and back: one readable JSON file for a tree of runs, and the folder in which running windows keep
theirs, so that none is lost with its process."""

from wbsim.files.run_file import SUFFIX, read, write

__all__ = ["SUFFIX", "read", "write"]
