import { describe, expect, test } from "vitest";
import { joinStatement, joinsOf } from "../../../../src/api/sql/query-cost/joins.ts";

/** `table.column = table.column`, joined by blanks. */
const shown = (sql: string) =>
  joinsOf(sql).map(({ left, right }) =>
    [left, right].map(({ table, columns }) => `${table.join(".")}(${columns.join(",")})`).join(" = "),
  );

describe("joins that a query names", () => {
  test.each([
    ["SELECT * FROM a.b.c x JOIN a.b.d AS y ON x.id = y.id", ["a.b.c(id) = a.b.d(id)"]],
    ["select * from a.b.c join a.b.d on c.id = d.cid and d.k = c.l", ["a.b.c(id,l) = a.b.d(cid,k)"]],
    ["SELECT * FROM c, `a`.b.`d e` d WHERE c.x = d.y AND c.z = 1 GROUP BY 1", ["c(x) = a.b.d e(y)"]],
    ["SELECT * FROM t x LEFT JOIN t y ON (x.id = y.parent)", ["t(id) = t(parent)"]],
    ["WITH q AS (SELECT * FROM r) SELECT * FROM q JOIN b ON q.id = b.id JOIN c ON b.k = c.k", ["b(k) = c(k)"]],
  ])("%s", (sql, joins) => expect(shown(sql)).toEqual(joins));

  test.each([
    "SELECT * FROM a x JOIN b y ON x.id = y.id OR x.k = y.k",
    "SELECT * FROM a x JOIN b y ON NOT (x.id = y.id)",
    "SELECT * FROM a x JOIN b y ON x.id = y.id + 1",
    "SELECT * FROM a x JOIN b y USING (id)",
    "SELECT * FROM (SELECT * FROM a) x JOIN b y ON x.id = y.id",
    "SELECT * FROM explode(array(1)) x JOIN b y ON x.id = y.id",
    "SELECT x.id = y.id FROM a x CROSS JOIN b y",
    "SELECT (SELECT 1 FROM a x JOIN b y ON x.id = y.id), (SELECT 1 FROM c x)",
    "SELECT 'unclosed FROM a x JOIN b y ON x.id = y.id",
  ])("none of %s", (sql) => expect(shown(sql)).toEqual([]));
});

test("the statement that counts a join quotes the names of the query", () => {
  const [join] = joinsOf("SELECT 1 FROM a.b.`x``; DROP` p JOIN q ON p.`k k` = q.j AND p.l = q.l");
  expect(join && joinStatement(join)).toContain("FROM `a`.`b`.`x``; DROP` GROUP BY `k k`, `l`");
  expect(join && joinStatement(join)).toContain("ON a.k0 = b.k0 AND a.k1 = b.k1");
});
