"""Sort keys and conditions of columns that were not selected, as `df.select("a").orderBy("b")`.

Spark finds them in the relation that the columns were selected from. A DataFrame whose columns were chosen therefore keeps
how it is made with further ones.
"""

from pyspark.errors import AnalysisException
from pyspark.sql.column import of_name

#: What the workspace finds if a key is no column of the DataFrame: the column is unknown, or it aggregates what is grouped already.
_ABSENT = ("UNRESOLVED_COLUMN", "MISSING_GROUP_BY", "MISSING_AGGREGATION", "INVALID_WHERE_CONDITION")


def attempted(make):
    """The DataFrame that is made, if every name in it is known; otherwise `None`. Other errors are those of its result."""
    try:
        made = make()
        made._session._schema_of(made._query)
    except AnalysisException as error:
        if (error.getCondition() or "").startswith(_ABSENT):
            return None
    return made


def filtered(frame, condition):
    """The rows that meet a condition of columns which the DataFrame does not have."""
    return _own(frame, frame._more([condition.alias("_condition")]).filter(of_name("_condition")))


def ordered(frame, keys):
    """The rows in the order of keys, some of which the DataFrame does not have."""
    hidden = [key for key in keys if attempted(lambda: frame._ordered_by([key])) is None]
    names = {id(key): f"_key{at}" for at, key in enumerate(hidden)}
    wide = frame._more([key._base.alias(names[id(key)]) for key in hidden])
    shown = [of_name(names[id(key)])._ordered(key._how) if id(key) in names else key for key in keys]
    return _own(frame, wide._ordered_by(shown))


def _own(frame, wide):
    return wide.select(*[wide[at] for at in range(len(frame.columns))])
