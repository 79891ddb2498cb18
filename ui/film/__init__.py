"""Films: a run, a lesson or a take as pictures one after another, exact in each, and as a file."""
