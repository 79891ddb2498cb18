"""Names of neurons: one for the sheet, the diagram and the command line, of their class where they stand for one."""

from __future__ import annotations

import pytest

from wbsim import presets
from wbsim.plan import Plan, plan
from wbsim.step_commands import neuron_of
from wbsim.symbols import neuron_name


def shapes(name: str) -> Plan:
    return plan(presets.load(name).experiment)


@pytest.mark.parametrize(
    ("preset", "names"),
    [
        ("iris", ["output · setosa", "output · versicolor", "output · virginica"]),
        ("digits", [f"output · class {digit}" for digit in range(10)]),
        ("circle", ["output"]),
        ("plane", ["output"]),
    ],
)
def test_an_output_is_called_by_the_class_that_it_stands_for(preset: str, names: list[str]) -> None:
    outputs = shapes(preset).rows[-1].layer.neurons
    assert [neuron_name(shapes(preset), neuron) for neuron in outputs] == names


def test_hidden_neurons_go_by_layer_and_place() -> None:
    row = shapes("iris").rows[0]
    assert neuron_name(shapes("iris"), row.layer.neurons[2]) == "hidden 1 · 3"


@pytest.mark.parametrize("preset", ["iris", "digits", "circle"])
def test_every_name_leads_back_to_its_neuron(preset: str) -> None:
    for row in shapes(preset).rows:
        for neuron in row.layer.neurons:
            assert neuron_of(shapes(preset), neuron_name(shapes(preset), neuron)) == neuron
