import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSql, type SqlSession } from "../../session.ts";

const DEFINITION = `
version: 1.1
comment: Sales by month
source: main.sales.f
filter: status <> 'void'
joins:
  - name: customer
    source: main.sales.c
    on: source.cust = customer.id
    rely: { at_most_one_match: true }
    joins:
      - name: nation
        source: main.sales.n
        using: [nation]
dimensions:
  - name: Month
    expr: date_trunc('MONTH', day)
    comment: Month of the order
    display_name: Month
    synonyms: [period]
  - name: status
    expr: status
  - name: Customer
    expr: customer.name
  - name: country
    expr: customer.nation.label
  - name: quarter
    expr: date_trunc('QUARTER', Month)
measures:
  - name: Total Amount
    expr: SUM(amount)
  - name: orders
    expr: COUNT(1)
  - name: done_share
    expr: COUNT(1) FILTER (WHERE status = 'done') / MEASURE(orders)
  - name: customers
    expr: COUNT(DISTINCT cust)
  - name: average
    expr: "MEASURE(\`Total Amount\`) / MEASURE(orders)"
`;

const metricView = (name: string, text: string) => `CREATE VIEW ${name} WITH METRICS LANGUAGE YAML AS $$${text}$$`;

describe("metric views", () => {
  let sql: SqlSession;
  beforeAll(async () => {
    sql = await openSql();
    for (const statement of [
      "CREATE TABLE main.sales.f(id INT, cust INT, day DATE, amount DECIMAL(10,2), status STRING)",
      "INSERT INTO main.sales.f VALUES (1, 1, DATE'2024-01-05', 10, 'open'), (2, 1, DATE'2024-01-20', 20, 'done'), (3, 2, DATE'2024-02-01', 30, 'done'), (4, 9, DATE'2024-02-02', 40, 'void'), (5, NULL, DATE'2024-02-03', 5, 'done')",
      "CREATE TABLE main.sales.c(id INT, name STRING, nation INT)",
      "INSERT INTO main.sales.c VALUES (1, 'Ann', 7), (2, 'Bob', 8), (2, 'Bob', 8)",
      "CREATE TABLE main.sales.n AS VALUES (7, 'SE'), (8, 'FI') AS n(nation, label)",
      metricView("main.sales.mv", DEFINITION),
    ])
      await sql.rows(statement);
  });
  afterAll(async () => {
    await sql.close();
  });

  it("compute measures for the groups of a query, with the filter of the view", async () => {
    expect(
      await sql.rows(
        "SELECT CAST(Month AS DATE), MEASURE(`Total Amount`), MEASURE(orders), measure(done_share), measure(customers), measure(average) FROM main.sales.mv GROUP BY Month ORDER BY Month",
      ),
    ).toEqual([
      ["2024-01-01", "30.00", "2", "0.5", "1", "15.00000000000000000000"],
      ["2024-02-01", "35.00", "2", "1.0", "1", "17.50000000000000000000"],
    ]);
    expect(await sql.rows("SELECT measure(orders) FROM main.sales.mv WHERE status = 'done'")).toEqual([["3"]]);
    expect(
      await sql.rows(
        "SELECT m.status, agg(m.orders) FROM main.sales.mv m GROUP BY ALL HAVING measure(orders) > 1 ORDER BY measure(orders)",
      ),
    ).toEqual([["done", "3"]]);
    expect(
      await sql.rows("SELECT status, measure(orders) FROM main.sales.mv GROUP BY ROLLUP (status) ORDER BY ALL"),
    ).toEqual([
      [null, "4"],
      ["done", "3"],
      ["open", "1"],
    ]);
  });

  it("join at most one row of a dimension", async () => {
    expect(
      await sql.rows(
        "SELECT Customer, country, MEASURE(orders), measure(`Total Amount`) FROM main.sales.mv GROUP BY ALL ORDER BY ALL",
      ),
    ).toEqual([
      [null, null, "1", "5.00"],
      ["Ann", "SE", "2", "30.00"],
      ["Bob", "FI", "1", "30.00"],
    ]);
  });

  it("refuse queries that would count wrongly", async () => {
    expect(await sql.failure("SELECT * FROM main.sales.mv")).toMatch(
      /METRIC_VIEW_MISSING_MEASURE_FUNCTION.*\[Total Amount,orders,done_share,customers,average\]/,
    );
    expect(await sql.failure("SELECT status, sum(orders) FROM main.sales.mv GROUP BY status")).toMatch(
      /METRIC_VIEW_MISSING_MEASURE_FUNCTION.*\[orders\]/,
    );
    expect(await sql.failure("SELECT measure(status) FROM main.sales.mv")).toMatch(/MEASURE_REQUIRES_EXACTLY_ONE/);
    expect(await sql.failure("SELECT measure(orders) FROM main.sales.mv JOIN main.sales.c ON true")).toMatch(
      /METRIC_VIEW_JOIN_NOT_SUPPORTED/,
    );
    expect(await sql.failure("SELECT amount FROM main.sales.mv")).toMatch(/UNRESOLVED_COLUMN/);
  });

  it("can be the source of other metric views and of queries", async () => {
    await sql.rows(
      metricView(
        "main.sales.over",
        "\nversion: 0.1\nsource: main.sales.mv\nfields:\n  - {name: s, expr: status}\nmeasures:\n  - {name: twice, expr: 2 * MEASURE(orders)}\n",
      ),
    );
    expect(await sql.rows("SELECT s, measure(twice) FROM main.sales.over GROUP BY s ORDER BY s")).toEqual([
      ["done", "6"],
      ["open", "2"],
    ]);
    await sql.rows(
      "ALTER VIEW main.sales.over AS $$\nversion: 1.1\nsource: SELECT status AS s, amount FROM main.sales.f WHERE amount > 5\ndimensions:\n  - {name: s, expr: s}\nmeasures:\n  - {name: total, expr: SUM(amount)}\n$$",
    );
    expect(
      await sql.rows(
        "WITH x AS (SELECT s, measure(total) AS total FROM main.sales.over GROUP BY s) SELECT x.s, total, id FROM x JOIN range(1) ORDER BY 1",
      ),
    ).toEqual([
      ["done", "50.00", "0"],
      ["open", "10.00", "0"],
      ["void", "40.00", "0"],
    ]);
  });

  it("describe their measures, and show their definition", async () => {
    const rows = await sql.rows("DESCRIBE TABLE EXTENDED main.sales.mv");
    expect(rows.slice(0, 7)).toEqual([
      ["Month", "timestamp", "Month of the order"],
      ["status", "string", null],
      ["Customer", "string", null],
      ["country", "string", null],
      ["quarter", "timestamp", null],
      ["Total Amount", "decimal(20,2) measure", null],
      ["orders", "bigint measure", null],
    ]);
    const details = new Map(rows.map(([name, value]) => [name, value]));
    expect([details.get("Type"), details.get("Language"), details.get("Comment")]).toEqual([
      "METRIC_VIEW",
      "YAML",
      "Sales by month",
    ]);
    expect(details.get("View Text")).toBe(DEFINITION);
    expect(await sql.rows("SHOW CREATE TABLE main.sales.mv")).toEqual([
      [expect.stringContaining("WITH METRICS\nLANGUAGE YAML\nCOMMENT 'Sales by month'\nAS $$\nversion: 1.1")],
    ]);
    expect(await sql.rows("SELECT table_type FROM main.information_schema.tables WHERE table_name = 'mv'")).toEqual([
      ["METRIC_VIEW"],
    ]);
    const { body } = await sql.call("GET", "/api/2.1/unity-catalog/tables/main.sales.mv");
    expect(body).toMatchObject({ table_type: "METRIC_VIEW", view_definition: DEFINITION });
  });

  it.each([
    ["version: 0.1\nsource: main.sales.f\nmeasures:\n  - {name: x, expr: SUM(nope)}", /UNRESOLVED_COLUMN.*`nope`/],
    ["version: 0.1\nsource: main.sales.f\nmeasures:\n  - {name: x, expr: amount}", /MISSING_AGGREGATION.*"amount"/],
    ["version: 0.1\nsource: main.sales.f\nname: x", /INVALID_VIEW_DEFINITION.*Unrecognized field "name"/],
    ["version: 0.1\nsource: main.sales.f\nmeasures:\n  - name: x\n   expr: y", /Failed to parse YAML/],
    ["version: 3\nsource: main.sales.f\nmeasures:\n  - {name: x, expr: COUNT(1)}", /Unsupported version: 3/],
    ["version: 0.1\nsource: main.sales.f\nmeasures:\n  - {name: x}", /Missing required property 'expr'/],
    ["version: 0.1\nsource: main.sales.absent\nmeasures:\n  - {name: x, expr: COUNT(1)}", /TABLE_OR_VIEW_NOT_FOUND/],
    [
      "version: 0.1\nsource: main.sales.f\nmeasures:\n  - {name: x, expr: COUNT(1), window: [{order: day}]}",
      /UNSUPPORTED_FEATURE\.METRIC_VIEW.*window measures/,
    ],
  ])("cannot be created from %s", async (text, message) => {
    expect(await sql.failure(metricView("main.sales.wrong", `\n${text}\n`))).toMatch(message);
  });
});
