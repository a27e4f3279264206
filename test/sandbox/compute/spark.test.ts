import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRepl, openSession, type Session } from "./session.ts";

const ANALYTICS = "0115-093012-abcd1234";
/** A statement takes milliseconds, on a busy machine much longer, and a test has dozens. */
const SLOW = { timeout: 90_000 };

let session: Session;
let repl: Awaited<ReturnType<typeof openRepl>>;
const text = (source: string) => repl.text(source);
beforeAll(async () => {
  session = await openSession();
  repl = await openRepl(session, ANALYTICS);
  await text(`
import datetime, decimal
from pyspark.sql import functions as F, Row, Window
from pyspark.sql.types import *
df = spark.createDataFrame([(1, "a", 2.5), (2, "b", 3.5), (3, "a", None), (4, None, -1.0)], ["id", "k", "v"])
d2 = spark.createDataFrame([(1, "uno"), (2, "dos"), (5, "cinco")], "id INT, name STRING")
spark.sql("CREATE SCHEMA IF NOT EXISTS main.pylab")
def shown(source):
    try:
        return repr(eval(source))
    except Exception as error:
        return f"{type(error).__name__}: {str(error).split('SQLSTATE')[0].split('.')[0]}"
`);
}, 90_000);
afterAll(() => session.close());

/** Expressions and what PySpark 4.0.1 returns for them. */
const ORACLE: readonly (readonly [source: string, expected: string])[] = [
  ["df.schema.simpleString(), df.dtypes[0]", "('struct<id:bigint,k:string,v:double>', ('id', 'bigint'))"],
  ["df.select(df.id + 1, df.k.isNull(), F.lit(True)).columns", "['(id + 1)', '(k IS NULL)', 'true']"],
  ["df.filter('id > 1 and k is not null').collect()", "[Row(id=2, k='b', v=3.5), Row(id=3, k='a', v=None)]"],
  ["df.filter((df.id > 1) & ~(df.k == 'b')).count()", "1"],
  [
    "df.orderBy('k', F.desc('id')).collect()",
    "[Row(id=4, k=None, v=-1.0), Row(id=3, k='a', v=None), Row(id=1, k='a', v=2.5), Row(id=2, k='b', v=3.5)]",
  ],
  ["df.sort('v', ascending=False).first()", "Row(id=2, k='b', v=3.5)"],
  ["df.join(d2, 'id').collect()", "[Row(id=1, k='a', v=2.5, name='uno'), Row(id=2, k='b', v=3.5, name='dos')]"],
  ["df.join(d2, df.id == d2.id, 'outer').columns", "['id', 'k', 'v', 'id', 'name']"],
  [
    "df.join(d2, df.id == d2.id, 'outer').orderBy(df.id, d2.id).select(d2.id, 'name').take(2)",
    "[Row(id=5, name='cinco'), Row(id=1, name='uno')]",
  ],
  [
    "df.join(df.select('id', F.col('k').alias('k2')), 'id', 'left').filter(\"k2 = 'b'\").select('id', 'k2').collect()",
    "[Row(id=2, k2='b')]",
  ],
  ["[r.id for r in df.join(d2, 'id', 'outer').filter(F.col('id') > 3).select('id').orderBy('id').collect()]", "[4, 5]"],
  ["df.join(d2, 'id').groupBy('id').count().orderBy('id').collect()", "[Row(id=1, count=1), Row(id=2, count=1)]"],
  [
    "spark.sql(\"SELECT timestamp'2026-01-01 10:07:00' ts\").groupBy(F.window('ts', '10 minutes')).count().select('window.start', 'count').collect()",
    "[Row(start=datetime.datetime(2026, 1, 1, 10, 0), count=1)]",
  ],
  [
    "df.groupBy(F.session_window(F.lit('2026-01-01').cast('timestamp'), '5 minutes')).count().columns",
    "['session_window', 'count']",
  ],
  [
    "df.select(F.split('k', ','), F.regexp_replace('k', 'a', 'b')).columns",
    "['split(k, ,, -1)', 'regexp_replace(k, a, b, 1)']",
  ],
  ["df.select(spark.udf.register('plus1', lambda x: x + 1, 'bigint')('id')).columns", "['plus1(id)']"],
  [
    "spark.sql('SELECT plus1(1)')",
    "PySparkNotImplementedError: [NOT_IMPLEMENTED] SQL cannot call the Python function plus1 in this workspace",
  ],
  [
    "df.mapInPandas(lambda it: it, df.schema)",
    "PySparkNotImplementedError: [NOT_IMPLEMENTED] mapInPandas needs pandas or PyArrow, which this workspace's Python does not have",
  ],
  ["df.join(d2, df.id == d2.id).drop(d2.id).columns", "['id', 'k', 'v', 'name']"],
  [
    "df.join(d2, df.id == d2.id).select('id')",
    "AnalysisException: [AMBIGUOUS_REFERENCE] Reference `id` is ambiguous, could be several columns of the joined DataFrames",
  ],
  ["df.join(d2, ['id'], 'left_anti').collect()", "[Row(id=3, k='a', v=None), Row(id=4, k=None, v=-1.0)]"],
  [
    "df.alias('a').join(df.alias('b'), F.col('a.id') == F.col('b.id') - 1).select('a.id', F.col('b.id').alias('n')).orderBy('n').collect()",
    "[Row(id=1, n=2), Row(id=2, n=3), Row(id=3, n=4)]",
  ],
  [
    "df.groupBy('k').agg(F.sum('v').alias('s'), F.count('*')).orderBy('k').collect()",
    "[Row(k=None, s=-1.0, count(1)=1), Row(k='a', s=2.5, count(1)=2), Row(k='b', s=3.5, count(1)=1)]",
  ],
  [
    "df.groupBy('k').pivot('id', [1, 2]).sum('v').orderBy('k').collect()",
    "[Row(k=None, 1=None, 2=None), Row(k='a', 1=2.5, 2=None), Row(k='b', 1=None, 2=3.5)]",
  ],
  [
    "df.withColumn('r', F.row_number().over(Window.partitionBy('k').orderBy(F.desc('id')))).filter('r = 1').orderBy('id').select('id').collect()",
    "[Row(id=2), Row(id=3), Row(id=4)]",
  ],
  [
    "df.withColumn('K', F.lit(1)).columns, df.withColumnRenamed('v', 'w').columns",
    "(['id', 'K', 'v'], ['id', 'k', 'w'])",
  ],
  ["df.union(df).distinct().count(), df.dropDuplicates(['k']).count(), df.subtract(df.limit(1)).count()", "(4, 3, 3)"],
  ["df.unionByName(d2, allowMissingColumns=True).columns", "['id', 'k', 'v', 'name']"],
  ["df.fillna({'k': '?', 'v': 9.0}).tail(2)", "[Row(id=3, k='a', v=9.0), Row(id=4, k='?', v=-1.0)]"],
  ["df.dropna().count(), df.replace('a', 'A').select('k').first()", "(2, Row(k='A'))"],
  ["df.describe('v').collect()[1]", "Row(summary='mean', v='1.6666666666666667')"],
  ["spark.range(1, 7, 2).collect()", "[Row(id=1), Row(id=3), Row(id=5)]"],
  ["spark.createDataFrame([{'b': 1, 'a': 'x'}]).collect()", "[Row(a='x', b=1)]"],
  ["spark.createDataFrame([], 'a INT').collect()", "[]"],
  [
    "spark.createDataFrame([])",
    "PySparkValueError: [CANNOT_INFER_EMPTY_SCHEMA] Can not infer schema from an empty dataset",
  ],
  [
    "spark.createDataFrame([(datetime.date(2025, 1, 2), decimal.Decimal('1.50'), True)], ['d', 'n', 'o']).collect()",
    "[Row(d=datetime.date(2025, 1, 2), n=Decimal('1.500000000000000000'), o=True)]",
  ],
  [
    "spark.createDataFrame([(datetime.datetime(2025, 1, 2, 3, 4, 5, 678),)], ['t']).collect()",
    "[Row(t=datetime.datetime(2025, 1, 2, 3, 4, 5, 678))]",
  ],
  ["df.select(F.struct('id', 'k').alias('s')).select('s.*', 's.id').first()", "Row(id=1, k='a', id=1)"],
  ["df.select(F.transform(F.array('id'), lambda x: x * 2).alias('t')).first()", "Row(t=[2])"],
  ["df.select(F.udf(lambda x: x * 2)('id')).first()", "Row(<lambda>(id)='2')"],
  ["df.select(F.when(df.id > 1, 'big').otherwise('small').alias('size')).distinct().count()", "2"],
  ["spark.sql('select :x + 1 as y', {'x': 2}).collect()", "[Row(y=3)]"],
  ["spark.sql('select max(id) m from {d}', d=df).collect()", "[Row(m=4)]"],
  ["df['nope']", "AnalysisException: [UNRESOLVED_COLUMN"],
  [
    "df.filter(df.id > 1 and df.id < 3)",
    "PySparkValueError: [CANNOT_CONVERT_COLUMN_INTO_BOOL] Cannot convert column into bool: use '&' for 'and', '|' for 'or', '~' for 'not' when building expressions",
  ],
  ["spark.table('main.pylab.nothing')", "AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table or view `main`"],
  ["[r.k for r in df.select('k').orderBy(F.desc('id')).collect()]", "[None, 'a', 'b', 'a']"],
  ["df.select('k', (F.col('v') * 2).alias('w')).orderBy('id', 'w').first()", "Row(k='a', w=5.0)"],
  ["df.select('k').filter(df.v > 3).collect()", "[Row(k='b')]"],
  ["df.drop('v').where('v IS NULL').collect()", "[Row(id=3, k='a')]"],
  ["[r.k for r in df.groupBy('k').agg(F.sum('v').alias('s')).orderBy(F.max('id')).collect()]", "['b', 'a', None]"],
  ["df.groupBy('k').agg(F.sum('v').alias('s')).filter(F.count('*') > 1).collect()", "[Row(k='a', s=2.5)]"],
  [
    "df.alias('a').join(df.alias('b'), F.col('a.id') == F.col('b.id') - 1).select('a.k', 'b.v').orderBy('a.id').first()",
    "Row(k='a', v=3.5)",
  ],
  [
    "df.join(d2.select('name', 'id'), 'id', 'semi').columns, df.select('v', 'id').join(d2, 'id', 'anti').columns",
    "(['id', 'k', 'v'], ['id', 'v'])",
  ],
  ["df.select(df.colRegex('`[ik].*`')).columns", "['id', 'k']"],
  [
    "df.select(F.struct('id', 'k').alias('s')).withColumn('s', F.col('s').withField('n', F.lit(1)).dropFields('k')).select('s.*').columns",
    "['id', 'n']",
  ],
  ["df.select(F.struct('id', F.struct('k').alias('n')).alias('s')).select('s.n.k').columns", "['k']"],
  ["df.select(F.explode(F.create_map('k', 'id'))).columns", "['key', 'value']"],
  [
    "df.select(F.col('id').cast('string'), F.concat('k', F.col('id').cast('string')), -F.col('v'), F.round('v'), F.sqrt('v'), F.isnull('v'), F.lit(datetime.date(2025, 1, 2))).columns",
    "['id', 'concat(k, CAST(id AS STRING))', 'negative(v)', 'round(v, 0)', 'SQRT(v)', '(v IS NULL)', \"DATE '2025-01-02'\"]",
  ],
  [
    "df.select(F.transform(F.array('id'), lambda x: x * 2)).columns",
    "['transform(array(id), lambdafunction((namedlambdavariable() * 2), namedlambdavariable()))']",
  ],
  ["df.groupBy(F.col('id').cast('string')).count().columns", "['id', 'count']"],
  ["df.toPandas()", "PySparkImportError: [PACKAGE_NOT_INSTALLED] No module named 'pandas'"],
  ["df.rdd", "PySparkNotImplementedError: [NOT_IMPLEMENTED] RDDs are not available: this workspace has no JVM"],
];

test("DataFrames return what PySpark returns", SLOW, async () => {
  const listed = ORACLE.map(([source]) => source);
  const found: string[] = JSON.parse(
    String(await text(`import json\nprint(json.dumps([shown(source) for source in ${JSON.stringify(listed)}]))`)),
  );
  expect(ORACLE.map(([source], at) => [source, found[at]])).toEqual(ORACLE);
});

describe("results", SLOW, () => {
  test("show prints Spark's table", async () => {
    expect(await text("df.show(2)")).toBe(
      "+---+---+---+\n| id|  k|  v|\n+---+---+---+\n|  1|  a|2.5|\n|  2|  b|3.5|\n+---+---+---+\nonly showing top 2 rows",
    );
    expect(await text("spark.sql(\"select 1e10D a, array(1) b, named_struct('p', null) c\").show()")).toBe(
      "+------+---+------+\n|     a|  b|     c|\n+------+---+------+\n|1.0E10|[1]|{NULL}|\n+------+---+------+\n",
    );
  });

  test("display returns the rows with the schema's types", async () => {
    const table = await repl.run("display(df.select('id', 'v', F.array('k').alias('ks')))");
    expect(table).toMatchObject({
      resultType: "table",
      truncated: false,
      data: [
        [1, 2.5, ["a"]],
        [2, 3.5, ["b"]],
        [3, null, ["a"]],
        [4, -1, [null]],
      ],
    });
    expect(table?.schema?.map(({ type }) => JSON.parse(type))).toEqual([
      "long",
      "double",
      { type: "array", elementType: "string", containsNull: true },
    ]);
  });
});

describe("tables and views", SLOW, () => {
  test("a DataFrame becomes a table that SQL reads, by mode", async () => {
    expect(
      await text(`
df.write.mode("overwrite").saveAsTable("main.pylab.t")
df.write.mode("append").saveAsTable("main.pylab.t")
df.select("id", "k", "v").write.insertInto("main.pylab.t")
spark.table("main.pylab.t").count(), spark.catalog.tableExists("main.pylab.t"), spark.catalog.tableExists("main.pylab.x")`),
    ).toBe("(12, True, False)");
    const again = await repl.run('df.write.saveAsTable("main.pylab.t")');
    expect(again?.summary).toContain("[TABLE_OR_VIEW_ALREADY_EXISTS]");
    const other = await repl.run('df.withColumn("more", F.lit(1)).write.mode("append").saveAsTable("main.pylab.t")');
    expect(other?.summary).toContain("[DELTA_METADATA_MISMATCH]");
    const sql = await openRepl(session, ANALYTICS, "sql");
    expect((await sql.run("SELECT count(*) FROM main.pylab.t"))?.data).toEqual([[12]]);
  });

  test("writeTo lays a table out as requested, and requires the table that it appends to", async () => {
    await text(`
writer = df.writeTo("main.pylab.laid").partitionedBy(F.col("k")).tableProperty("team", "sales").option("mergeSchema", True)
writer.using("delta").createOrReplace()
df.write.clusterBy("id").saveAsTable("main.pylab.clustered")`);
    const details = 'r.partitionColumns, r.clusteringColumns, dict(r.properties or {}).get("team")';
    const detail = (table: string) => text(`r = spark.sql("DESCRIBE DETAIL main.pylab.${table}").first()\n${details}`);
    expect(await detail("laid")).toBe("(['k'], [], 'sales')");
    expect(await detail("clustered")).toBe("([], ['id'], None)");
    await text('df.withColumn("more", F.lit(1)).writeTo("main.pylab.laid").option("mergeSchema", "true").append()');
    expect(await text('"more" in spark.table("main.pylab.laid").columns')).toBe("True");
    const missing = await repl.run('df.writeTo("main.pylab.none").append()');
    expect(missing?.summary).toContain("[TABLE_OR_VIEW_NOT_FOUND]");
    const other = await repl.run('df.writeTo("main.pylab.csv").using("csv").create()');
    expect(other?.summary).toContain("TABLE_FORMAT");
    const derived = await repl.run('df.writeTo("main.pylab.p").partitionedBy(F.col("id") % 2).create()');
    expect(derived?.summary).toContain("NOT_IMPLEMENTED");
  });

  test("an earlier version of a table is read by its number; columns are added by mergeSchema", async () => {
    expect(
      await text(`
df.limit(1).write.mode("overwrite").saveAsTable("main.pylab.v")
df.withColumn("z", F.lit(1)).write.mode("append").option("mergeSchema", True).saveAsTable("main.pylab.v")
spark.read.option("versionAsOf", 0).table("main.pylab.v").count(), spark.table("main.pylab.v").columns, spark.table("main.pylab.v").count()`),
    ).toBe("(1, ['id', 'k', 'v', 'z'], 5)");
  });

  test("temporary views and the current schema belong to the context", async () => {
    expect(
      await text(`
df.filter("id > 2").createOrReplaceTempView("late")
spark.sql("CREATE OR REPLACE TEMP VIEW latest AS SELECT max(id) AS id FROM late")
spark.sql("INSERT INTO main.pylab.t WITH x AS (SELECT id + 100 AS id FROM latest) SELECT id, 'new', 0.0 FROM x")
spark.sql("USE main.pylab")
spark.sql("SELECT max(id) FROM t").first()[0], spark.sql("WITH z AS (SELECT id FROM late) SELECT count(*) FROM z").first()[0]`),
    ).toBe("(104, 2)");
    const other = await openRepl(session, ANALYTICS, "sql");
    expect((await other.run("SELECT * FROM late"))?.summary).toContain("[TABLE_OR_VIEW_NOT_FOUND]");
    await other.run("CREATE TEMPORARY VIEW mine AS SELECT 5 AS five");
    expect((await other.run("SELECT five FROM mine"))?.data).toEqual([[5]]);
  });

  test("a merge of a Delta table updates and inserts", async () => {
    expect(
      await text(`
from delta.tables import DeltaTable
spark.createDataFrame([(1, "a"), (2, "b")], "id INT, v STRING").write.mode("overwrite").saveAsTable("main.pylab.m")
new = spark.createDataFrame([(2, "B"), (3, "C")], "id INT, v STRING")
merge = DeltaTable.forName(spark, "main.pylab.m").alias("t").merge(new.alias("s"), "t.id = s.id")
_ = merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()
[tuple(row) for row in spark.table("main.pylab.m").orderBy("id").collect()]`),
    ).toBe("[(1, 'a'), (2, 'B'), (3, 'C')]");
  });

  test("a merge with schema evolution adds the columns of its source", async () => {
    expect(
      await text(`
from delta.tables import DeltaTable
spark.createDataFrame([(1, "a")], "id INT, v STRING").write.mode("overwrite").saveAsTable("main.pylab.e")
new = spark.createDataFrame([(1, "A", 7)], "id INT, v STRING, n INT")
merge = DeltaTable.forName(spark, "main.pylab.e").alias("t").merge(new.alias("s"), "t.id = s.id")
_ = merge.withSchemaEvolution().whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()
[tuple(row) for row in spark.table("main.pylab.e").collect()]`),
    ).toBe("[(1, 'A', 7)]");
  });
});

test("many rows reach the engine as they are, with any characters", SLOW, async () => {
  expect(
    await text(`
rows = [(i, None if i % 3 else f"it's \\\\ {i}\\n'x", i / 7, i % 2 == 0, datetime.date(2026, 1, 1), decimal.Decimal("1.25"), b"a") for i in range(100)]
many = spark.createDataFrame(rows, "a INT, s STRING, d DOUBLE, b BOOLEAN, dt DATE, n DECIMAL(10,2), x BINARY")
many.count(), [tuple(row) for row in many.collect()] == rows, many.limit(3).collect() == spark.createDataFrame(rows[:3], many.schema).collect()`),
  ).toBe("(100, True, True)");
  expect((await repl.run("spark.createDataFrame([('x' * 100,)] * 100_000, ['a'])"))?.summary).toContain(
    "[LOCAL_RELATION_SIZE_LIMIT_EXCEEDED]",
  );
  expect((await repl.run("spark.range(3_000_000).collect()"))?.summary).toContain("[DRIVER_RESULT_TOO_LARGE]");
});

test("an interrupt ends a query that Python waits for", SLOW, async () => {
  const id = await repl.execute(
    'spark.sql("SELECT count(*) FROM range(100000) a CROSS JOIN range(100000) b").collect()',
  );
  await expect.poll(async () => (await repl.status(id)).body.status).toBe("Running");
  await repl.cancel(id);
  expect((await repl.ended(id)).status).toBe("Cancelled");
  expect(await text("spark.range(2).count()")).toBe("2");
});
