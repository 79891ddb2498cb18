"""What is taken out of the window: any card or all of it as a picture, and the numbers behind a card as a table."""
