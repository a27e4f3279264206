"""`DeltaTable`: merges, updates and deletes as SQL."""

from pyspark.sql.column import Column
from pyspark.sql.scope import Scope, dotted
from pyspark.sql.values import name as quoted


def _text(item):
    if isinstance(item, str):
        return item
    return item._sql(_Free()) if isinstance(item, Column) else str(item)


class _Free(Scope):
    """A scope in which names are used as they are written."""

    def __init__(self):
        super().__init__([])

    def resolve(self, parts, frame_id=None):
        return dotted(parts)


class DeltaTable:
    def __init__(self, session, table, alias=None):
        self._session, self._table, self._alias = session, table, alias

    @classmethod
    def forName(cls, sparkSession, tableOrViewName):
        sparkSession.table(tableOrViewName)
        return cls(sparkSession, tableOrViewName)

    @classmethod
    def forPath(cls, sparkSession, path, hadoopConf=None):
        return cls.forName(sparkSession, f"delta.{quoted(path)}")

    @classmethod
    def isDeltaTable(cls, sparkSession, identifier):
        return sparkSession.catalog.tableExists(identifier)

    def toDF(self):
        frame = self._session.table(self._table)
        return frame.alias(self._alias) if self._alias else frame

    def alias(self, aliasName):
        return DeltaTable(self._session, self._table, aliasName)

    def delete(self, condition=None):
        self._session._run(f"DELETE FROM {self._named()}{f' WHERE {_text(condition)}' if condition is not None else ''}")

    def update(self, condition=None, set=None):
        self._session._run(f"UPDATE {self._named()} SET {_changes(set)}{f' WHERE {_text(condition)}' if condition is not None else ''}")

    def _named(self):
        return f"{self._table} AS {self._alias}" if self._alias else self._table

    def merge(self, source, condition):
        return DeltaMergeBuilder(self, source, _text(condition))

    def history(self, limit=None):
        found = self._session.sql(f"DESCRIBE HISTORY {self._table}")
        return found.limit(limit) if limit else found

    def detail(self):
        return self._session.sql(f"DESCRIBE DETAIL {self._table}")

    def vacuum(self, retentionHours=None):
        return self._session.sql(f"VACUUM {self._table}{f' RETAIN {retentionHours} HOURS' if retentionHours is not None else ''}")

    def restoreToVersion(self, version):
        return self._session.sql(f"RESTORE TABLE {self._table} TO VERSION AS OF {int(version)}")

    def optimize(self):
        return _Optimizer(self)


class _Optimizer:
    def __init__(self, table):
        self._table = table

    def executeCompaction(self):
        return self._table._session.sql(f"OPTIMIZE {self._table._table}")

    def executeZOrderBy(self, *cols):
        return self._table._session.sql(f"OPTIMIZE {self._table._table} ZORDER BY ({', '.join(cols)})")


class DeltaMergeBuilder:
    def __init__(self, target, source, condition, clauses=(), evolves=False):
        self._target, self._source, self._condition = target, source, condition
        self._clauses, self._evolves = tuple(clauses), evolves

    def _with(self, kind, condition, action):
        test = f" AND {_text(condition)}" if condition is not None else ""
        clauses = [*self._clauses, f"WHEN {kind}{test} THEN {action}"]
        return DeltaMergeBuilder(self._target, self._source, self._condition, clauses, self._evolves)

    def whenMatchedUpdate(self, condition=None, set=None):
        return self._with("MATCHED", condition, f"UPDATE SET {_changes(set)}")

    def whenMatchedUpdateAll(self, condition=None):
        return self._with("MATCHED", condition, "UPDATE SET *")

    def whenMatchedDelete(self, condition=None):
        return self._with("MATCHED", condition, "DELETE")

    def whenNotMatchedInsert(self, condition=None, values=None):
        names, items = ", ".join(map(_target, values)), ", ".join(map(_text, values.values()))
        return self._with("NOT MATCHED", condition, f"INSERT ({names}) VALUES ({items})")

    def whenNotMatchedInsertAll(self, condition=None):
        return self._with("NOT MATCHED", condition, "INSERT *")

    def whenNotMatchedBySourceUpdate(self, condition=None, set=None):
        return self._with("NOT MATCHED BY SOURCE", condition, f"UPDATE SET {_changes(set)}")

    def whenNotMatchedBySourceDelete(self, condition=None):
        return self._with("NOT MATCHED BY SOURCE", condition, "DELETE")

    def withSchemaEvolution(self):
        return DeltaMergeBuilder(self._target, self._source, self._condition, self._clauses, True)

    def execute(self):
        source = self._source
        query = f"(\n{source._query}\n) AS {source._alias or 'source'}"
        evolution = "WITH SCHEMA EVOLUTION " if self._evolves else ""
        text = f"MERGE {evolution}INTO {self._target._named()} USING {query} ON {self._condition}\n" + "\n".join(self._clauses)
        return self._target._session.sql(text)


def _changes(assignments):
    return ", ".join(f"{_target(key)} = {_text(item)}" for key, item in assignments.items())


def _target(key):
    """The column of an assignment, without the alias of the table."""
    return key.split(".")[-1] if isinstance(key, str) else key._label
