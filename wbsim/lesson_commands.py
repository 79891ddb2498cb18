"""Lessons on the command line: which there are, and whether one holds what it says. How one is played, `rehearsal` knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from wbsim.lessons.acts import ACTS
from wbsim.lessons.course import entry
from wbsim.lessons.reading import SUFFIXES, Written, all_lessons, all_scenarios, read
from wbsim.lessons.rehearsal import LEAST, SEEDS, Outcome, Place, rehearse
from wbsim.lessons.terms import SCOPES, TERMS
from wbsim.problems import Problem, Refused, refuse

app = typer.Typer(help="Lessons: list them, and check one that you wrote.", no_args_is_help=True)


@app.command("list")
def list_lessons() -> None:
    """List the lessons and the ideas that each teaches, then the scenarios for the stage."""
    table = Table(box=None, pad_edge=False)
    for heading in ("lesson", "title", "ideas"):
        table.add_column(heading, overflow="fold")
    for written in (*all_lessons(), *all_scenarios()):
        told = entry(written.lesson)
        table.add_row(told.lesson, told.title, " ".join(written.lesson.ideas))
    Console().print(table)


@app.command("terms")
def list_terms() -> None:
    """List the terms that conditions and texts of a lesson are made of, and the acts of its scenes."""
    table = Table(box=None, pad_edge=False)
    for heading in ("term", "what it is"):
        table.add_column(heading, overflow="fold")
    for name, term in TERMS.items():
        arguments = ", ".join(term.arguments)
        table.add_row(f"{name}({arguments})" if term.arguments else name, term.words)
    for scope, words in SCOPES.items():
        table.add_row(f"{scope}.…", words)
    acts = Table(box=None, pad_edge=False)
    for heading in ("act", "what it does"):
        acts.add_column(heading, overflow="fold")
    for name, act in ACTS.items():
        acts.add_row(name, " ".join((act.__doc__ or "").split()))
    Console().print(table, "", acts)


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A lesson file, or the name of a lesson.")],
    seeds: Annotated[int, typer.Option(help="From how many seeds it is played.")] = SEEDS,
) -> None:
    """Read a lesson and play it from several seeds: is every task done by its answer, and does every claim hold?"""
    if not 1 <= seeds <= 1000:
        raise refuse("--seeds", f"{seeds} is out of range; it must be from 1 to 1000")
    written = found(file)
    problems = failures(written, seeds)
    if problems:
        raise Refused(*problems)
    lesson = written.lesson
    tasks = sum(step.task is not None for step in lesson.steps)
    claims = sum(len(step.claims) for step in lesson.steps)
    said = ", ".join(
        (_counted(len(lesson.steps), "step"), _counted(tasks, "task"), _counted(claims, "claim"))
    )
    typer.echo(f"{written.path.name}: {said}; all of it holds, played from {_counted(seeds, 'seed')}")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def found(name: str) -> Written:
    """A lesson by its file, or by its name; raises `Refused`."""
    path = Path(name)
    if path.suffix.lower() in SUFFIXES or path.is_file():
        return read(path)
    known = (*all_lessons(), *all_scenarios())
    for written in known:
        if written.lesson.name == name:
            return written
    names = ", ".join(written.lesson.name for written in known)
    raise refuse(name, f"there is no such file, nor a lesson of this name; there are {names}")


def failures(written: Written, seeds: int = SEEDS) -> list[Problem]:
    """What does not hold from enough seeds (18 of 20), each with its line."""
    missed: dict[Place, list[tuple[int, Outcome]]] = {}
    for seed in range(seeds):
        for outcome in rehearse(written.lesson, seed):
            if outcome.problem:
                missed.setdefault(outcome.at, []).append((seed, outcome))
    problems = []
    for outcomes in missed.values():
        if len(outcomes) > seeds * (SEEDS - LEAST) // SEEDS:
            seed, first = outcomes[0]
            where = f"{written.path}:{written.line(first.at)}"
            often = f"from {len(outcomes)} of {seeds} seeds"
            problems.append(Problem(where, f"{first.problem} ({often}; first with seed {seed})"))
    return problems
