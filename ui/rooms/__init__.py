"""The rooms of the window, one a file: the cards that each shows, where they lie, and the views that are its own."""
