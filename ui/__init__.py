"""The window: what is seen and edited of a run. It decides no number of the training."""
