"""The mathematics: rules over lanes, the dense layer, and the passes over the layer table."""
