"""What is seen: each view is one picture of a snapshot, the same on screen, in pictures and in films."""
