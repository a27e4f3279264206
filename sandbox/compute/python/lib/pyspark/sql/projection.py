"""`select` and `withColumn`."""

from pyspark.errors import AnalysisException
from pyspark.sql.column import parts_of
from pyspark.sql.scope import Attribute, distinct_names
from pyspark.sql.values import name as quoted


def _items(frame, columns, scope):
    """The items of a SELECT list: each with its SQL, and the column that it makes if that is known."""
    for item in columns:
        if item._kind == "star":
            yield from _of_star(item, scope)
        elif item._kind == "raw" and item._alias is None:
            yield item._sql(scope), None
        elif isinstance(item._alias, tuple):
            yield f"{item._sql(scope)} AS ({', '.join(map(quoted, item._alias))})", None
        elif item._alias is None and item._label.split("(")[0] in _SEVERAL:
            yield item._sql(scope), None
        else:
            shown = item._output_name
            frame_id = getattr(item, "_frame_id", None)
            yield item._sql(scope), Attribute(shown, shown, frozenset() if frame_id is None else frozenset([frame_id]))


#: Generators whose columns have names of their own.
_SEVERAL = {
    *("explode", "explode_outer", "posexplode", "posexplode_outer"),
    *("inline", "inline_outer", "stack", "json_tuple"),
}


def _of_star(item, scope):
    text = item._sql(scope)
    sides = scope.sides if text == "*" else [side for side in scope.sides if text == f"{quoted(side.alias)}.*"]
    if len(sides) == 1 and sides[0].frame._attributes is None:
        yield text, None
        return
    if not sides:
        yield from _of_struct(text.removesuffix(".*"), scope)
    for side in sides:
        for a in side.attributes():
            yield side.write(a.inner), Attribute(a.name, a.name, a.frames, a.qualifier)


def _of_struct(text, scope):
    """`s.*`: the fields of a struct."""
    parts = parts_of(text)
    for side in scope.sides:
        kind = next((field.dataType for field in side.frame.schema if field.name.lower() == parts[0].lower()), None)
        for name in getattr(kind, "names", []):
            yield scope.resolve([*parts, name]), Attribute(name, name)


def project(frame, columns):
    """The DataFrame of these columns."""
    if not columns:
        raise AnalysisException("CANNOT_BE_EMPTY", "At least one column must be specified.")
    source, calls = frame._with_results(columns)
    text, scope = source._from(calls)
    items = list(_items(frame, columns, scope))
    shown = [a for _, a in items if a is not None]
    attributes = distinct_names(shown)
    renamed = any(a.inner != a.name for a in attributes)
    left = iter(attributes)
    listed = [sql if a is None else f"{sql} AS {quoted(next(left).inner)}" for sql, a in items]
    if source is not frame and any(item._kind == "star" for item in columns):
        listed = [part for item in listed for part in (_without_results(frame, source) if item == "*" else [item])]
    found = frame._derived(f"SELECT {', '.join(listed)} FROM {text}", attributes if renamed else None)
    found._more = lambda more: project(frame, [*columns, *more])
    return found


def _without_results(frame, source):
    return [quoted(name) for name in source.columns[: len(frame.columns)]]


def with_columns(frame, added):
    """The DataFrame with these columns added, or in place of those with the same names."""
    source, calls = frame._with_results(added.values())
    frame._frozen()
    text, scope = source._frozen()._from(calls)
    known = frame._attributes
    names = [a.inner for a in known] if known else frame.columns
    shown = [a.name for a in known] if known else names
    new = {name.lower(): (name, item) for name, item in added.items()}
    replaced = {name.lower() for name in shown} & set(new)
    if not replaced and source is frame:
        more = [f"{item._sql(scope)} AS {quoted(name)}" for name, item in new.values()]
        attributes = known and [*known, *[Attribute(name, name) for name in added]]
        return frame._derived(f"SELECT *, {', '.join(more)} FROM {text}", attributes)
    items, attributes = [], []
    for inner, name in zip(names, shown):
        if name.lower() in new:
            name, item = new[name.lower()]
            items.append(f"{item._sql(scope)} AS {quoted(inner if known else name)}")
        else:
            items.append(scope.sides[0].write(inner))
        attributes.append(Attribute(name, inner))
    for key, (name, item) in new.items():
        if key not in replaced:
            items.append(f"{item._sql(scope)} AS {quoted(name)}")
            attributes.append(Attribute(name, name))
    return frame._derived(f"SELECT {', '.join(items)} FROM {text}", attributes if known else None)
