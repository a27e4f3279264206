/** Words that cannot be an alias without AS, because a clause begins with them. */
export const NOT_ALIAS: ReadonlySet<string> = new Set(
  `ANTI AND AS BETWEEN CLUSTER COLLATE CROSS DISTRIBUTE DIV DO ELSE END EXCEPT FROM FULL GROUP HAVING ILIKE IN INNER
   INTERSECT INTO IS JOIN LATERAL LEFT LIKE LIMIT MINUS NATURAL NOT OFFSET ON OR ORDER PIVOT QUALIFY REGEXP RIGHT
   RLIKE SELECT SEMI SET SORT TABLESAMPLE THEN UNION UNPIVOT USING VALUES WHEN WHERE WINDOW WITH`.split(/\s+/),
);

/** Words that begin a clause and cannot be a column here, so that `SELECT FROM t` is reported at FROM. */
export const NOT_COLUMN: ReadonlySet<string> = new Set(
  `AND AS BETWEEN CROSS ELSE EXCEPT FROM GROUP HAVING IN INNER INTERSECT INTO IS JOIN LIKE LIMIT NATURAL ON OR ORDER
   SELECT THEN UNION USING WHEN WHERE WITH`.split(/\s+/),
);

/** Words that begin a query, inside brackets. */
export const QUERY_START: ReadonlySet<string> = new Set(["SELECT", "WITH", "VALUES", "TABLE", "FROM"]);

/** Units of `timestampadd`, `timestampdiff` and their aliases. */
export const DATE_UNITS: ReadonlySet<string> = new Set([
  "YEAR",
  "QUARTER",
  "MONTH",
  "WEEK",
  "DAY",
  "DAYOFYEAR",
  "HOUR",
  "MINUTE",
  "SECOND",
  "MILLISECOND",
  "MICROSECOND",
]);
