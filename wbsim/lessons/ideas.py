"""The ideas that lessons teach, by their signs."""

from __future__ import annotations

IDEAS: dict[str, str] = {
    "S1": "a neuron adds up weight × input and its bias, then bends the sum: y = f(Σ wᵢxᵢ + b)",
    "S2": "a weight says how much an input counts; its sign, in which direction",
    "S3": "the bias shifts: the activation to a side, the boundary in the plane",
    "S4": "weights turn the boundary, the bias slides it",
    "S5": "with all inputs at 0 the bias alone decides the output",
    "S6": "without biases everything is tied to the origin",
    "S7": "a bias is a weight from a unit that always says 1",
    "S8": "every neuron has a bias of its own",
    "S9": "forward, loss, backward, update, and again",
    "S10": "every weight and every bias has a gradient",
    "S11": "the loss measures how wrong the answers are",
    "S12": "optimizers go down the same loss by different ways",
    "S13": "activations: sigmoid, ReLU, tanh",
    "S14": "random weights make neurons different; biases may start at 0",
    "S15": "a bad start lets gradients vanish or explode",
    "S16": "ReLU neurons can die, and a bias can wake them",
    "S17": "L2 shrinks weights, and normally spares biases",
    "S18": "overfitting goes with large weights",
    "S19": "when a network does not learn, look at its biases",
    "S20": "linear regression is slope and intercept; logistic regression, the sigmoid of the same sum",
    "S21": "a convolution has one bias a filter",
    "S22": "a recurrent cell adds the same bias at every step",
    "S23": "layers: depth and width multiply the parameters",
    "S24": "worked example: pass or fail, z = 3.8",
    "S25": "worked example: the price of a house, w = 2.5 and b = −10",
    "S26": "worked example: letters told apart by their strokes",
}
