"""Operations that combine or thin out whole rows."""

from pyspark.errors import AnalysisException
from pyspark.sql.column import column, value
from pyspark.sql.values import name as quoted


def _generator(seed):
    # Imported here: the module draws a seed when it is imported, and each process needs its own.
    import random

    return random.Random(seed)


class SetLike:
    def distinct(self):
        return self._kept(f"SELECT DISTINCT * FROM {self._frozen()._from()[0]}")

    def dropDuplicates(self, subset=None):
        if not subset:
            return self.distinct()
        keys = [subset] if isinstance(subset, str) else list(subset)
        text, scope = self._frozen()._from()
        written = ", ".join(column(key)._sql(scope) for key in keys)
        known = self._attributes
        listed = ", ".join(quoted(a.inner) for a in known) if known else ", ".join(map(quoted, self.columns))
        numbered = f"SELECT *, row_number() OVER (PARTITION BY {written} ORDER BY {written}) AS `_number` FROM {text}"
        return self._kept(f"SELECT {listed} FROM (\n{numbered}\n) AS `_t` WHERE `_number` = 1")

    drop_duplicates = dropDuplicates

    def _combined(self, other, operator):
        left, right = self._frozen(), other._frozen()
        found = self._derived(
            f"SELECT * FROM {left._from()[0]}\n{operator}\nSELECT * FROM {right._from()[0]}", self._attributes
        )
        # Neither side's own alias names the columns of both.
        found._alias = None
        return found

    def union(self, other):
        if len(self.columns) != len(other.columns):
            message = f"UNION can only be performed on inputs with the same number of columns, but the first has {len(self.columns)} columns and the second has {len(other.columns)} columns."
            raise AnalysisException("NUM_COLUMNS_MISMATCH", f"{message} SQLSTATE: 42826", "42826")
        return self._combined(other, "UNION ALL")

    unionAll = union

    def unionByName(self, other, allowMissingColumns=False):
        mine, theirs = [name.lower() for name in self.columns], [name.lower() for name in other.columns]
        lacking = [name for name in self.columns if name.lower() not in theirs]
        further = [name for name in other.columns if name.lower() not in mine]
        if (lacking or further) and not allowMissingColumns:
            message = f"Cannot resolve column name `{(lacking or further)[0]}` among ({', '.join((other if lacking else self).columns)})."
            raise AnalysisException("UNRESOLVED_COLUMN", message)
        kinds = {name.lower(): kind for frame in (other, self) for name, kind in frame.dtypes}

        def aligned(frame, has):
            names = [*self.columns, *further]
            return frame.select(
                *[column(quoted(n)) if n.lower() in has else value(None).cast(kinds[n.lower()]).alias(n) for n in names]
            )

        return aligned(self, mine)._combined(aligned(other, theirs), "UNION ALL")

    def intersect(self, other):
        return self._combined(other, "INTERSECT")

    def intersectAll(self, other):
        return self._combined(other, "INTERSECT ALL")

    def subtract(self, other):
        return self._combined(other, "EXCEPT")

    def exceptAll(self, other):
        return self._combined(other, "EXCEPT ALL")

    # Samples are drawn here, so that one seed always draws the same rows.
    def sample(self, withReplacement=None, fraction=None, seed=None):
        if isinstance(withReplacement, float):
            withReplacement, fraction, seed = False, withReplacement, fraction
        draw = _generator(seed)
        rows = [row for row in self.collect() if draw.random() < fraction]
        return self._session._local(rows, self.schema)

    def sampleBy(self, col, fractions, seed=None):
        draw, at = _generator(seed), self.columns.index(column(col)._label)
        rows = [row for row in self.collect() if draw.random() < fractions.get(row[at], 0)]
        return self._session._local(rows, self.schema)

    def randomSplit(self, weights, seed=None):
        draw, total = _generator(seed), sum(weights)
        parts = [[] for _ in weights]
        for row in self.collect():
            at, left = 0, draw.random() * total
            while left >= weights[at] and at < len(weights) - 1:
                left, at = left - weights[at], at + 1
            parts[at].append(row)
        return [self._session._local(part, self.schema) for part in parts]

    def unpivot(self, ids, values, variableColumnName, valueColumnName):
        keys = [column(item) for item in ([ids] if isinstance(ids, str) else ids)]
        chosen = values or [name for name in self.columns if name not in [key._label for key in keys]]
        parts = [
            self.select(*keys, value(item).alias(variableColumnName), column(item).alias(valueColumnName))
            for item in ([chosen] if isinstance(chosen, str) else chosen)
        ]
        found = parts[0]
        for part in parts[1:]:
            found = found._combined(part, "UNION ALL")
        return found

    melt = unpivot
