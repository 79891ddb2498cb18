"""wbsim: what weights and biases are, and how training moves them.

    from wbsim import presets, simulate
    for progress in simulate(presets.load("circle").experiment, updates=2500, every=250):
        print(progress.state.update, progress.fit.test_loss)

The names below are all that a notebook needs; this package knows no window.
"""

from wbsim import presets
from wbsim.difference import Difference, twin_run
from wbsim.engine import Seen, State, Watch, advance, initial, look, predict
from wbsim.experiment import Experiment
from wbsim.plan import Plan, plan
from wbsim.points import EditPoints
from wbsim.probes.plane import Section
from wbsim.probes.trace import Pick
from wbsim.problems import Problem, Refused
from wbsim.run import Change, Run, SetParameters
from wbsim.simulation import Progress, replay, simulate

__version__ = "0.1.0"

__all__ = [
    "Change",
    "Difference",
    "EditPoints",
    "Experiment",
    "Pick",
    "Plan",
    "Problem",
    "Progress",
    "Refused",
    "Run",
    "Section",
    "Seen",
    "SetParameters",
    "State",
    "Watch",
    "advance",
    "initial",
    "look",
    "plan",
    "predict",
    "presets",
    "replay",
    "simulate",
    "twin_run",
]
