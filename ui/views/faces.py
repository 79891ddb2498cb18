"""What the card of the plane can show of some data: the plane, an axis for every input, or how good the answers are.
Pure; it paints nothing.
"""

from __future__ import annotations

from ui.look import Face, Look
from wbsim.plan import Plan


def face_of(plan: Plan, look: Look) -> Face:
    """What the card shows: what is wished, or the plane where the data do not have that."""
    wished = look.face
    return "plane" if wished == "parallel" and len(plan.description.ranges) <= 2 else wished


def faces_of(plan: Plan, look: Look) -> tuple[Face, ...]:
    """What can be chosen on the card, the plane first.

    Two classes on a plane are read off it, so that the answers are offered there only once they are shown.
    """
    facts = plan.description
    many = len(facts.ranges) > 2
    tells = many or len(facts.classes) != 2 or face_of(plan, look) == "answers"
    return ("plane", *(("parallel",) if many else ()), *(("answers",) if tells else ()))
