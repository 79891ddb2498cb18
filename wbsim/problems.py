"""How wbsim says no: every refusal is a list of problems, each one sentence that says what, where and
what would be right. It knows nothing of what is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from wbsim.translation import marked, translated

MOST = 20  # problems that are said one by one


NO_SUCH = marked("there is no such setting")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: `where` is a dotted path or a place in a file, `what` a clause that follows it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class Refused(ValueError):
    """What was asked for cannot be; `problems` says all that is wrong with it at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def refuse(where: str, what: str) -> Refused:
    """A refusal with a single problem, ready to be raised."""
    return Refused(Problem(where, what))


def from_validation(error: ValidationError, model: type[BaseModel], where: str = "") -> Refused:
    """Pydantic's errors about `model`, which stands at `where`, as sentences with places and ranges."""
    problems = []
    items = told(error)
    for item in items:
        places, field = _walk(item["loc"], model)
        if item["type"] == "extra_forbidden" and places[-1:] != [str(item["loc"][-1])]:
            places.append(str(item["loc"][-1]))
        problems.append(Problem(".".join([where, *places] if where else places), _sentence(item, field)))
        if len(problems) == MOST:
            problems[-1] = Problem(
                where,
                translated(
                    "{count} things are wrong; the first {first} are named", count=len(items), first=MOST - 1
                ),
            )
            break
    return Refused(*problems)


def told(error: ValidationError) -> list[Any]:
    """Pydantic's errors, without those that follow from others: it leaves out entries that are wrong themselves, and then
    counts too few.
    """
    items = error.errors()
    return [
        item
        for item in items
        if item["type"] != "too_short" or not any(_inside(other["loc"], item["loc"]) for other in items)
    ]


def shortened(text: str) -> str:
    """A text that was given, short enough to stand in a sentence."""
    return text if len(text) <= 60 else text[:57] + "…"


def _inside(inner: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def range_of(field: FieldInfo) -> tuple[tuple[str, float] | None, tuple[str, float] | None]:
    """The bounds of a number field in words: `(("above", 0.0), ("at most", 10.0))`, None where it is open."""
    low = high = None
    for bound in field.metadata:
        if isinstance(bound, Gt | Ge):
            low = ("above", bound.gt) if isinstance(bound, Gt) else ("at least", bound.ge)
        if isinstance(bound, Lt | Le):
            high = ("below", bound.lt) if isinstance(bound, Lt) else ("at most", bound.le)
    return low, high  # type: ignore[return-value]  # annotated_types bounds are wider than float


def _walk(location: tuple[int | str, ...], model: type[BaseModel]) -> tuple[list[str], FieldInfo | None]:
    """The dotted place of an error without pydantic's union tags, and the field that stands there."""
    places: list[str] = []
    field: FieldInfo | None = None
    models = [model]
    for part in location:
        fields = next((m.model_fields for m in models if str(part) in m.model_fields), None)
        if fields is not None:
            field = fields[str(part)]
            models = list(_models_in(field.annotation))
        elif isinstance(part, str) and (tagged := [m for m in models if _tag(m) == part]):
            models = tagged
            continue
        elif (
            isinstance(part, str)
            and places
            and field is not None
            and get_origin(field.annotation) is not dict
        ):
            continue
        places.append(str(part))
    return places, field


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every pydantic model that an annotation names, inside unions, tuples and Annotated too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _tag(model: type[BaseModel]) -> str | None:
    return model.model_fields["kind"].default if "kind" in model.model_fields else None


_BOUNDS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number"}


_BOUND_WORDS = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
_BOUNDED = {
    "above": marked("above {bound}"),
    "at least": marked("at least {bound}"),
    "below": marked("below {bound}"),
    "at most": marked("at most {bound}"),
}


def _range_words(field: FieldInfo | None, context: Mapping[str, Any] = {}, whole: bool = False) -> str:
    """The range of a field or of a list's numbers, or the bound that was broken where a list holds several kinds."""
    kind, numbers = _numbers_of(field)
    whole = whole or kind is int
    bounds = [*filter(None, range_of(numbers) if numbers else ())]
    bounds = bounds or [(_BOUND_WORDS[key], context[key]) for key in context if key in _BOUND_WORDS]
    words = [
        translated(_BOUNDED[word], bound=bound if whole else format(bound, "g")) for word, bound in bounds
    ]
    kind_of = translated("a whole number") if whole else translated("a finite number")
    both = translated("{low} and {high}", low=words[0], high=words[1]) if len(words) == 2 else "".join(words)
    return f"{kind_of} {both}" if both else kind_of


def _numbers_of(field: FieldInfo | None) -> tuple[Any, FieldInfo | None]:
    """The type of a field's numbers, inside lists too, and the field that has their range."""
    kind = field.annotation if field else None
    while get_origin(kind) in (tuple, frozenset):
        kind = get_args(kind)[0]
        field = None
    if get_origin(kind) is Annotated:
        field = next((given for given in get_args(kind) if isinstance(given, FieldInfo)), None)
        kind = get_args(kind)[0]
    return kind, field


def _list_words(field: FieldInfo | None, nested: bool) -> str:
    """`a list of 1 to 12 groups of settings`; `nested` where it is an entry of a list itself."""
    if field is None or nested:
        return (
            translated("a list of whole numbers")
            if _numbers_of(field)[0] is int
            else translated("a list of numbers")
        )
    kind, _ = _numbers_of(field)
    if get_origin(kind) is Literal:
        return translated("a list with any of {words}", words=", ".join(map(repr, get_args(kind))))
    things = {int: translated("whole numbers"), str: translated("texts")}.get(kind, translated("numbers"))
    if get_origin(get_args(field.annotation)[0]) is tuple:
        things = translated("lists of {things}", things=things)
    elif [*_models_in(kind)]:
        things = translated("groups of settings")
    low = next((bound.min_length for bound in field.metadata if isinstance(bound, MinLen)), 0)
    high = next((bound.max_length for bound in field.metadata if isinstance(bound, MaxLen)), 0)
    if high:
        return translated("a list of {low} to {high} {things}", low=low, high=high, things=things)
    return translated("a list of {things}", things=things)


_NO_WHOLE = {"int_type", "int_parsing", "int_parsing_size", "int_from_float"}
_NO_LIST = {"tuple_type", "list_type", "frozen_set_type"}
_IS_NOT = {
    **dict.fromkeys(("bool_type", "bool_parsing"), marked("{given} is neither true nor false")),
    **dict.fromkeys(("string_type", "string_unicode"), marked("{given} is not a text")),
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type"), marked("{given} is not a group of settings")
    ),
}


def _sentence(item: Any, field: FieldInfo | None) -> str:
    kind, context, given = item["type"], item.get("ctx", {}), item.get("input")
    shown = shortened(repr(given))
    if kind in _BOUNDS:
        whole = isinstance(next((context[key] for key in _BOUND_WORDS if key in context), None), int)
        return translated(
            "{given} is out of range; it must be {range}",
            given=shown,
            range=_range_words(field, context, whole),
        )
    if kind == "literal_error":
        return translated("{given} is not one of {known}", given=shown, known=context["expected"])
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        tag = shortened(repr(context.get("tag", shown)))
        return translated(
            "{given} is not one of {known}",
            given=tag,
            known=context.get("expected_tags", translated("the known kinds")),
        )
    if kind == "extra_forbidden":
        return translated(NO_SUCH)
    if kind == "missing":
        return translated("this setting is missing")
    if kind in ("float_type", "float_parsing"):
        return translated(
            "{given} is not a number; it must be {range}", given=shown, range=_range_words(field)
        )
    if kind in _NO_WHOLE:
        words = _range_words(field, whole=True)
        if words == translated("a whole number"):
            return translated("{given} is not a whole number", given=shown)
        return translated("{given} is not a whole number; it must be {range}", given=shown, range=words)
    if kind in _NO_LIST:
        return translated(
            "{given} is not a list; it must be {list}",
            given=shown,
            list=_list_words(field, isinstance(item["loc"][-1], int)),
        )
    if kind in _IS_NOT:
        return translated(_IS_NOT[kind], given=shown)
    if kind in ("too_short", "too_long"):
        bound = context.get("min_length", context.get("max_length"))
        text = (
            translated("{given} is too few; there must be at least {bound}")
            if kind == "too_short"
            else translated("{given} is too many; there must be at most {bound}")
        )
        return text.format(given=context["actual_length"], bound=bound)
    if kind == "value_error":
        return str(context["error"])
    return f"{shown}: {item['msg'][0].lower()}{item['msg'][1:]}"
