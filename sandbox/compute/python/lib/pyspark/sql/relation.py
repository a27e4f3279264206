"""Joins. A DataFrame is the text of a query, or a join whose columns have not been chosen yet."""

import itertools

from pyspark.errors import AnalysisException
from pyspark.sql.column import column
from pyspark.sql.scope import Attribute, Scope, Side, distinct_names
from pyspark.sql.values import name as quoted

_numbers = itertools.count(1)

_JOINS = {
    "inner": "INNER JOIN",
    "cross": "CROSS JOIN",
    "outer": "FULL OUTER JOIN",
    "full": "FULL OUTER JOIN",
    "fullouter": "FULL OUTER JOIN",
    "left": "LEFT OUTER JOIN",
    "leftouter": "LEFT OUTER JOIN",
    "right": "RIGHT OUTER JOIN",
    "rightouter": "RIGHT OUTER JOIN",
    "semi": "LEFT SEMI JOIN",
    "leftsemi": "LEFT SEMI JOIN",
    "anti": "LEFT ANTI JOIN",
    "leftanti": "LEFT ANTI JOIN",
}


class Relation:
    """The FROM clause of a join, with conditions that rows must meet. Its parts keep their names until one is needed."""

    def __init__(self, sides, text, where=(), using=()):
        self.sides, self.text, self.where, self.using = sides, text, tuple(where), tuple(using)

    def tail(self):
        return self.text + (f"\nWHERE {' AND '.join(self.where)}" if self.where else "")

    def query(self):
        """The query of all its columns, and those columns: names that occur twice are told apart."""
        used = {name.lower() for name in self.using}
        chosen = []
        for name in self.using:
            chosen.append((Attribute(name, name, frozenset().union(*[s.frame._ancestors for s in self.sides])), quoted(name)))
        for side in self.sides:
            for a in side.attributes():
                if a.name.lower() not in used:
                    chosen.append((Attribute(a.name, a.name, a.frames, a.qualifier), side.write(a.inner)))
        attributes = distinct_names([a for a, _ in chosen])
        items = ", ".join(f"{sql} AS {quoted(a.inner)}" for a, (_, sql) in zip(attributes, chosen))
        return f"SELECT {items} FROM {self.tail()}", attributes


def join(session, left, right, on, how):
    """The join of two DataFrames, as `DataFrame.join` makes it."""
    kind = _JOINS.get((how or ("inner" if on is not None else "cross")).lower().replace("_", ""))
    if kind is None:
        raise AnalysisException("UNSUPPORTED_JOIN_TYPE", f"Unsupported join type '{how}'.")
    if on is None and kind == "INNER JOIN":
        kind = "CROSS JOIN"
    base = left._relation if left._relation is not None and not left._relation.where else None
    if base is None or base.using:
        first = Side(left._frozen(), _alias(left, ()))
        sides, text = [first], first.text()
    else:
        sides, text = list(base.sides), base.text
    other = Side(right._frozen(), _alias(right, sides))
    sides.append(other)
    text = f"{text}\n{kind} {other.text()}"
    conditions = on if isinstance(on, (list, tuple)) else [] if on is None else [on]
    using = [item for item in conditions if isinstance(item, str)]
    if using and len(using) == len(conditions):
        text += f" USING ({', '.join(map(quoted, using))})"
    elif conditions:
        scope = Scope(sides)
        text += f" ON {' AND '.join(column(item)._sql(scope) for item in conditions)}"
        using = []
    if kind.startswith("LEFT SEMI") or kind.startswith("LEFT ANTI"):
        joined = left._derived(f"SELECT {', '.join(f'{quoted(side.alias)}.*' for side in sides[:-1])} FROM {text}", left._attributes)
        keys = [name.lower() for name in using]
        # The columns of USING are the first, as in every other join.
        return joined.select(*[joined[at] for at in _first(joined.columns, keys)]) if keys else joined
    frames = left._ancestors | right._ancestors
    return type(left)(session, None, relation=Relation(sides, text, (), using), ancestors=frames)


def _first(names, keys):
    """The positions of names, those of the keys first."""
    found = [at for key in keys for at, name in enumerate(names) if name.lower() == key]
    return [*found, *[at for at in range(len(names)) if at not in found]]


def _alias(frame, sides):
    taken = {side.alias.lower() for side in sides}
    wanted = frame._alias
    if wanted and wanted.lower() not in taken:
        return wanted
    return f"_t{next(_numbers)}"
