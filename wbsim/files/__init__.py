"""Runs in files and back: one readable JSON file a run."""

from wbsim.files.run_file import SUFFIX, read, write

__all__ = ["SUFFIX", "read", "write"]
