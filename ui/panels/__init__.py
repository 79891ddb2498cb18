"""What is edited: transport, data, learning and what the window says."""
