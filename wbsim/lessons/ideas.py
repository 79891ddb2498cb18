"""The ideas that lessons teach, by their signs."""

from __future__ import annotations

from wbsim.translation import marked

IDEAS: dict[str, str] = {
    "S1": marked("a neuron adds up weight × input and its bias, then bends the sum: y = f(Σ wᵢxᵢ + b)"),
    "S2": marked("a weight says how much an input counts; its sign, in which direction"),
    "S3": marked("the bias shifts: the activation to a side, the boundary in the plane"),
    "S4": marked("weights turn the boundary, the bias slides it"),
    "S5": marked("with all inputs at 0 the bias alone decides the output"),
    "S6": marked("without biases everything is tied to the origin"),
    "S7": marked("a bias is a weight from a unit that always says 1"),
    "S8": marked("every neuron has a bias of its own"),
    "S9": marked("forward, loss, backward, update, and again"),
    "S10": marked("every weight and every bias has a gradient"),
    "S11": marked("the loss measures how wrong the answers are"),
    "S12": marked("optimizers go down the same loss by different ways"),
    "S13": marked("activations: sigmoid, ReLU, tanh"),
    "S14": marked("random weights make neurons different; biases may start at 0"),
    "S15": marked("a bad start lets gradients vanish or explode"),
    "S16": marked("ReLU neurons can die, and a bias can wake them"),
    "S17": marked("L2 shrinks weights, and normally spares biases"),
    "S18": marked("overfitting goes with large weights"),
    "S19": marked("when a network does not learn, look at its biases"),
    "S20": marked(
        "linear regression is slope and intercept; logistic regression, the sigmoid of the same sum"
    ),
    "S21": marked("a convolution has one bias a filter"),
    "S22": marked("a recurrent cell adds the same bias at every step"),
    "S23": marked("layers: depth and width multiply the parameters"),
    "S24": marked("worked example: pass or fail, z = 3.8"),
    "S25": marked("worked example: the price of a house, w = 2.5 and b = −10"),
    "S26": marked("worked example: letters told apart by their strokes"),
}
