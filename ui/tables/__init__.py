"""A table that a person brings: read beside the window, shown with what will be done, and made into an experiment."""
