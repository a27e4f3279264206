"""Relations of a FROM clause, and how a column's name is written in them."""

from pyspark.errors import AnalysisException
from pyspark.sql.values import name as quoted


class Attribute:
    """A column of a query whose name in SQL differs from the one shown, because two columns have the same name."""

    def __init__(self, name, inner, frames=frozenset(), qualifier=None):
        self.name, self.inner, self.frames, self.qualifier = name, inner, frames, qualifier


class Side:
    """One relation: a DataFrame under an alias."""

    def __init__(self, frame, alias):
        self.frame, self.alias = frame, alias

    def text(self):
        return f"(\n{self.frame._query}\n) AS {quoted(self.alias)}"

    def attributes(self):
        """The columns, with the DataFrames and the qualifier by which they can be named."""
        known = self.frame._attributes
        own = self.frame._alias
        if known is not None:
            return [
                Attribute(a.name, a.inner, a.frames | self.frame._ancestors, own or a.qualifier) for a in known
            ]
        return [Attribute(name, name, self.frame._ancestors, own) for name in self.frame.columns]

    def write(self, name):
        return f"{quoted(self.alias)}.{quoted(name)}"


class Scope:
    """The relations that an expression can read. `calls` has the columns with the results of Python functions.

    `using` has the columns by which the relations were joined, of which there is one.
    """

    def __init__(self, sides, calls=None, using=()):
        self.sides, self.calls, self.using = sides, calls or {}, {name.lower() for name in using}

    def name_of_call(self, call):
        if call not in self.calls:
            message = "A Python function can be used in select, withColumn, filter and agg of plain columns only."
            raise AnalysisException("UNSUPPORTED_EXPR_FOR_OPERATOR", message)
        return self.calls[call]

    def resolve(self, parts, frame_id=None):
        if frame_id is not None:
            sides = [side for side in self.sides if frame_id in side.frame._ancestors]
            # A DataFrame joined with one made from it: the columns of the first are its own.
            exact = [side for side in sides if side.frame._id == frame_id]
            for side in exact[:1] or sides[:1]:
                return self._of_side(side, parts, frame_id)
        if len(self.sides) == 1:
            return self._of_side(self.sides[0], parts, None)
        for side in self.sides:
            if len(parts) > 1 and parts[0].lower() == side.alias.lower():
                return self._of_side(side, parts, None)
        if parts[0].lower() in self.using:
            return dotted(parts)
        found = [side for side in self.sides if self._has(side, parts)]
        if len(found) > 1:
            raise ambiguous(parts)
        return self._of_side(found[0], parts, None) if found else dotted(parts)

    def _has(self, side, parts):
        return any(a.name.lower() == parts[0].lower() for a in side.attributes())

    def _of_side(self, side, parts, frame_id):
        known = side.frame._attributes
        if known is None:
            if len(parts) > 1 and parts[0].lower() == side.alias.lower():
                return dotted([side.alias, *parts[1:]])
            return dotted([side.alias, *parts])
        rest, found = parts[1:], [a for a in known if a.name.lower() == parts[0].lower()]
        if not found and len(parts) > 1:
            rest, found = parts[2:], [
                a for a in known if a.name.lower() == parts[1].lower() and (a.qualifier or "").lower() == parts[0].lower()
            ]
        if frame_id is not None and len(found) > 1:
            found = [a for a in found if frame_id in a.frames] or found
        if len(found) > 1:
            raise ambiguous(parts)
        if not found:
            raise unresolved(parts, [a.name for a in known])
        return dotted([side.alias, found[0].inner, *rest])

    def star(self, qualifier, frame_id):
        for side in self.sides:
            if frame_id is not None and frame_id in side.frame._ancestors:
                return f"{quoted(side.alias)}.*"
            if qualifier is not None and qualifier.strip("`").lower() == side.alias.lower():
                return f"{quoted(side.alias)}.*"
        return "*" if qualifier is None else f"{quoted(qualifier.strip('`'))}.*"


def dotted(parts):
    return ".".join(map(quoted, parts))


def unresolved(parts, names):
    near = ", ".join(map(quoted, names[:5]))
    message = f"A column, variable, or function parameter with name {dotted(parts)} cannot be resolved. Did you mean one of the following? [{near}]. SQLSTATE: 42703"
    return AnalysisException("UNRESOLVED_COLUMN.WITH_SUGGESTION", message, "42703")


def ambiguous(parts):
    message = f"Reference {dotted(parts)} is ambiguous, could be several columns of the joined DataFrames."
    return AnalysisException("AMBIGUOUS_REFERENCE", f"{message} SQLSTATE: 42704", "42704")


def distinct_names(attributes):
    """The same columns with names of which no two are equal."""
    used, found = set(), []
    for a in attributes:
        inner, count = a.inner, 1
        while inner.lower() in used:
            count += 1
            inner = f"{a.name}__{count}"
        used.add(inner.lower())
        found.append(Attribute(a.name, inner, a.frames, a.qualifier))
    return found
