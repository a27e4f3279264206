"""`DataFrame`: a query and what can be derived from it."""

import itertools, re

from pyspark.errors import AnalysisException, PySparkAttributeError, PySparkNotImplementedError, PySparkTypeError
from pyspark.sql import hidden, relation as relations
from pyspark.sql.actions import Actions
from pyspark.sql.column import Column, column, of_name, parts_of, raw, value
from pyspark.sql.group import GroupedData
from pyspark.sql.missing import DataFrameNaFunctions, DataFrameStatFunctions, MissingValues
from pyspark.sql.projection import project, with_columns
from pyspark.sql.scope import Scope, Side, unresolved
from pyspark.sql.setlike import SetLike
from pyspark.sql.values import name as quoted

_ids = itertools.count(1)

_NEEDING_ARROW = {"mapInPandas", "mapInArrow", "pandas_api", "to_pandas_on_spark", "toArrow"}


class DataFrame(Actions, SetLike, MissingValues):
    def __init__(self, session, query, relation=None, attributes=None, ancestors=frozenset(), alias=None):
        self._session, self._text, self._relation = session, query, relation
        self._attributes, self._alias = attributes, alias
        self._id = next(_ids)
        self._ancestors = ancestors | {self._id}
        self._schema, self._ordered = None, False
        # Makes this DataFrame with further columns, if its columns were chosen from others.
        self._more = None

    @property
    def sparkSession(self):
        return self._session

    # Structure
    @property
    def _query(self):
        if self._text is None:
            self._text, self._attributes = self._relation.query()
        return self._text

    def _frozen(self):
        """This DataFrame as one query. A join gets the names of its columns."""
        _ = self._query
        return self

    def _derived(self, query, attributes=None):
        return DataFrame(self._session, query, attributes=attributes, ancestors=self._ancestors, alias=self._alias)

    def _from(self, calls=None):
        """The FROM clause (with its conditions) that reads this DataFrame, and the scope of expressions in it."""
        if self._relation is not None and self._text is None:
            return self._relation.tail(), Scope(self._relation.sides, calls, self._relation.using)
        side = Side(self, self._alias or "_t")
        return side.text(), Scope([side], calls)

    def _with_results(self, columns):
        """A DataFrame with the results of the Python functions in these columns, and the names of those results."""
        calls = list(dict.fromkeys(call for item in columns for call in item._calls))
        if not calls:
            return self, {}
        from pyspark.sql.calls import evaluated

        return evaluated(self, calls)

    # Columns
    def select(self, *columns):
        return project(self, [one for item in _flat(columns) for one in getattr(item, "_matched", [column(item)])])

    def selectExpr(self, *texts):
        return project(self, [of_name(text) if text.strip() == "*" else raw(text) for text in _flat(texts)])

    def withColumn(self, colName, col):
        if not isinstance(col, Column):
            raise PySparkTypeError("NOT_COLUMN", f"Argument `col` should be a Column, got {type(col).__name__}.")
        return with_columns(self, {colName: col})

    def withColumns(self, *colsMap):
        return with_columns(self, colsMap[0])

    def withColumnRenamed(self, existing, new):
        return self.withColumnsRenamed({existing: new})

    def withColumnsRenamed(self, colsMap):
        renamed = {old.lower(): new for old, new in colsMap.items()}
        return project(self, [self[at].alias(renamed.get(name.lower(), name)) for at, name in enumerate(self.columns)])

    def toDF(self, *names):
        if len(names) != len(self.columns):
            message = f"The number of columns ({len(self.columns)}) does not match the number of new names ({len(names)})."
            raise AnalysisException("ASSIGNMENT_ARITY_MISMATCH", message)
        return project(self, [self[at].alias(name) for at, name in enumerate(names)])

    def drop(self, *columns):
        names = {item.lower() for item in columns if isinstance(item, str)}
        scope = self._frozen()._from()[1]
        written = {item._sql(scope) for item in columns if isinstance(item, Column)}
        kept = [self[at] for at, name in enumerate(self.columns) if name.lower() not in names]
        return project(self, [item for item in kept if item._sql(scope) not in written])

    def alias(self, alias):
        self._frozen()
        found = self._derived(self._query, self._attributes)
        found._alias, found._schema, found._ordered = alias, self._schema, self._ordered
        return found

    def __getitem__(self, item):
        if isinstance(item, int):
            known = self._frozen()._attributes
            return Column(lambda scope: scope.sides[0].write(known[item].inner if known else self.columns[item]), self.columns[item])
        if isinstance(item, str):
            self._check(item)
            return of_name(item, self._id)
        if isinstance(item, Column):
            return self.filter(item)
        return self.select(*item)

    def _check(self, text):
        parts = parts_of(text)
        if len(parts) == 1 and text != "*" and parts[0].lower() not in [name.lower() for name in self.columns]:
            raise unresolved(parts, self.columns)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if name in _NEEDING_ARROW:
            message = f"{name} needs pandas or PyArrow, which this workspace's Python does not have. Use F.udf or collect()."
            raise PySparkNotImplementedError("NOT_IMPLEMENTED", message)
        if name not in self.columns:
            message = f"Attribute `{name}` is not supported: the DataFrame has the columns {', '.join(self.columns)}."
            raise PySparkAttributeError("ATTRIBUTE_NOT_SUPPORTED", message)
        return of_name(quoted(name), self._id)

    def __dir__(self):
        return [*super().__dir__(), *self.columns]

    def col(self, name):
        return self[name]

    # Rows
    def filter(self, condition):
        test = raw(f"({condition})") if isinstance(condition, str) else value(condition)
        source, calls = self._with_results([test])
        if source is not self:
            source_text, scope = source._from(calls)
            return self._derived(f"SELECT * FROM {source_text} WHERE {test._sql(scope)}").select(*self.columns)
        return self._resolved(lambda frame: frame._filtered(test), lambda: hidden.filtered(self, test))

    where = filter

    def _resolved(self, make, with_hidden):
        """What `make` makes of this DataFrame, or `with_hidden()` if that needs columns which were not selected."""
        if self._more is None:
            return make(self)
        found = hidden.attempted(lambda: make(self))
        if found is None:
            return with_hidden()
        found._more = lambda more: make(self._more(more))
        return found

    def _filtered(self, test):
        text, scope = self._from()
        written = test._sql(scope)
        if self._relation is not None and self._text is None:
            base = self._relation
            narrowed = relations.Relation(base.sides, base.text, [*base.where, written], base.using)
            return DataFrame(self._session, None, relation=narrowed, ancestors=self._ancestors)
        return self._kept(f"SELECT * FROM {text} WHERE {written}")

    def orderBy(self, *columns, ascending=True):
        items = [column(item) for item in _flat(columns)]
        ways = ascending if isinstance(ascending, (list, tuple)) else [ascending] * len(items)
        keys = [item if item._kind == "order" else item.asc() if way else item.desc() for item, way in zip(items, ways)]
        return self._resolved(lambda frame: frame._ordered_by(keys), lambda: hidden.ordered(self, keys))

    sort = orderBy

    def _ordered_by(self, keys):
        text, scope = self._frozen()._from()
        found = self._kept(f"SELECT * FROM {text} ORDER BY {', '.join(key._sql(scope) for key in keys)}")
        found._ordered = True
        return found

    def sortWithinPartitions(self, *columns, **named):
        return self.orderBy(*columns, **named)

    def limit(self, num):
        if self._ordered:
            return self._kept(f"{self._query}\nLIMIT {int(num)}")
        return self._kept(f"SELECT * FROM {self._frozen()._from()[0]} LIMIT {int(num)}")

    def offset(self, num):
        if self._ordered:
            return self._kept(f"{self._query}\nOFFSET {int(num)}")
        return self._kept(f"SELECT * FROM {self._frozen()._from()[0]} OFFSET {int(num)}")

    def _kept(self, query):
        """A DataFrame with the same columns and other rows."""
        found = self._derived(query, self._attributes)
        found._schema = self._schema
        return found

    # Groups and joins
    def groupBy(self, *columns):
        return GroupedData(self, [column(item) for item in _flat(columns)])

    groupby = groupBy

    def rollup(self, *columns):
        return GroupedData(self, [column(item) for item in _flat(columns)], "ROLLUP")

    def cube(self, *columns):
        return GroupedData(self, [column(item) for item in _flat(columns)], "CUBE")

    def agg(self, *columns):
        return self.groupBy().agg(*columns)

    def join(self, other, on=None, how=None):
        return relations.join(self._session, self, other, on, how)

    def crossJoin(self, other):
        return relations.join(self._session, self, other, None, "cross")

    def transform(self, func, *args, **kwargs):
        found = func(self, *args, **kwargs)
        if not isinstance(found, DataFrame):
            raise AssertionError(f"Func returned an instance of type [{type(found)}], should have been DataFrame.")
        return found

    @property
    def na(self):
        return DataFrameNaFunctions(self)

    @property
    def stat(self):
        return DataFrameStatFunctions(self)

    @property
    def rdd(self):
        message = "RDDs are not available: this workspace has no JVM. Use DataFrame operations, or collect()."
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", message)

    def colRegex(self, colName):
        pattern = re.compile(colName.strip("`"), re.IGNORECASE)
        found = of_name("*", self._id)
        # `select` takes these columns in its place.
        found._matched = [self[at] for at, name in enumerate(self.columns) if pattern.fullmatch(name)]
        return found


def _flat(items):
    return list(items[0]) if len(items) == 1 and isinstance(items[0], (list, tuple)) else list(items)


__all__ = ["DataFrame", "DataFrameNaFunctions", "DataFrameStatFunctions"]
