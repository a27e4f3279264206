"""`Window` specifications."""

from pyspark.sql.column import column

_ASCENDING = " ASC NULLS FIRST"
_RANKS = {"row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"}


class WindowSpec:
    def __init__(self, partition=(), order=(), frame=""):
        self._partition, self._order, self._frame = tuple(partition), tuple(order), frame

    def partitionBy(self, *columns):
        return WindowSpec(map(column, _flat(columns)), self._order, self._frame)

    def orderBy(self, *columns):
        return WindowSpec(self._partition, map(column, _flat(columns)), self._frame)

    def rowsBetween(self, start, end):
        return WindowSpec(self._partition, self._order, f"ROWS BETWEEN {_bound(start)} AND {_bound(end)}")

    def rangeBetween(self, start, end):
        return WindowSpec(self._partition, self._order, f"RANGE BETWEEN {_bound(start)} AND {_bound(end)}")

    def _sql(self, scope):
        return self._text(lambda item: item._sql(scope))

    def _label(self, function):
        text = self._text(lambda item: item._label if item._kind == "order" else f"{item._label}{_ASCENDING}")
        if self._partition:
            # Only the keys of the order have a direction.
            keys = ", ".join(item._label for item in self._partition)
            text = text.replace(f"PARTITION BY {', '.join(f'{item._label}{_ASCENDING}' for item in self._partition)}", f"PARTITION BY {keys}")
        return text if self._frame else f"{text} {self._default_frame(function)}".strip()

    def _default_frame(self, function):
        """The frame that Spark names in the column's label."""
        name = function.split("(")[0]
        if name in ("lag", "lead"):
            at = f"{'-' if name == 'lag' else ''}{function.split(',')[-2].strip()} FOLLOWING"
            return f"ROWS BETWEEN {at} AND {at}"
        if name in _RANKS:
            return "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
        if self._order:
            return "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
        return "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"

    def _text(self, show):
        parts = []
        if self._partition:
            parts.append("PARTITION BY " + ", ".join(map(show, self._partition)))
        if self._order:
            parts.append("ORDER BY " + ", ".join(map(show, self._order)))
        return " ".join([*parts, self._frame]).strip()


class Window:
    unboundedPreceding = -(2**63)
    unboundedFollowing = 2**63 - 1
    currentRow = 0

    @staticmethod
    def partitionBy(*columns):
        return WindowSpec().partitionBy(*columns)

    @staticmethod
    def orderBy(*columns):
        return WindowSpec().orderBy(*columns)

    @staticmethod
    def rowsBetween(start, end):
        return WindowSpec().rowsBetween(start, end)

    @staticmethod
    def rangeBetween(start, end):
        return WindowSpec().rangeBetween(start, end)


def _flat(items):
    return items[0] if len(items) == 1 and isinstance(items[0], (list, tuple)) else items


def _bound(at):
    if at <= -(2**31) or at >= 2**31 - 1:
        return "UNBOUNDED PRECEDING" if at < 0 else "UNBOUNDED FOLLOWING"
    if at == 0:
        return "CURRENT ROW"
    return f"{abs(at)} {'PRECEDING' if at < 0 else 'FOLLOWING'}"
