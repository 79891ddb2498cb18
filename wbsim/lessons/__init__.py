"""Lessons: text files that set a scene, say one thing, ask for one deed, and are checked against the running engine."""
