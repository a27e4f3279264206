import { describe, expect, test } from "vitest";
import { callsIn } from "../../../src/api/compute/code-calls.ts";

const calls = (code: string, language: "python" | "scala" | "r" = "python") =>
  callsIn(code, language).map(({ callee, args }) => [callee, ...args]);

describe("calls that are written in code", () => {
  test("names, literals and nested calls of Python", () => {
    expect(calls('spark . sql("A" \n "B", x=1)')).toEqual([["spark.sql", { text: "AB" }, { name: "x" }]]);
    expect(calls("f(g('a'), True, name = r'\\d')")).toEqual([
      ["f", {}, { flag: true }, { name: "name", text: "\\d" }],
      ["g", { text: "a" }],
    ]);
    expect(calls('df.write.mode("overwrite")\n  .saveAsTable("t")')).toEqual([
      ["df.write.mode", { text: "overwrite" }],
      [".saveAsTable", { text: "t" }],
    ]);
    expect(calls("f('''a\n\\'b''')")).toEqual([["f", { text: "a\n'b" }]]);
    expect(calls('f("D\\x52OP\\u0020T")')).toEqual([["f", { text: "DROP T" }]]);
  });

  test("a .sql that is not called counts as a call, unless it is a module", () => {
    expect(calls("q = spark.sql\nq('DROP')")).toEqual([["spark.sql"], ["q", { text: "DROP" }]]);
    expect(calls("f(spark.sql)")).toEqual([["f", {}], ["spark.sql"]]);
    expect(calls("import pyspark.sql as s\nfrom pyspark.sql import types")).toEqual([]);
    expect(calls("import org.apache.spark.sql.{functions => F}", "scala")).toEqual([]);
  });

  test("values filled in at run time are not known", () => {
    expect(calls('f(f"DROP {t}")')).toEqual([["f", {}]]);
    expect(calls('f(f"DROP t")')).toEqual([["f", { text: "DROP t" }]]);
    expect(calls('f("DROP " + t)')).toEqual([["f", {}]]);
    expect(calls('f(s"DROP $t")', "scala")).toEqual([["f", {}]]);
  });

  test("comments and strings are not calls", () => {
    expect(calls('# f("a")\nx = "g(1)"')).toEqual([]);
    expect(calls('// f("a")\n/* g("b") */ val x = """h("c")"""', "scala")).toEqual([]);
    expect(calls("# f('a')\nsql('DROP TABLE t')", "r")).toEqual([["sql", { text: "DROP TABLE t" }]]);
  });

  test("a megabyte of nested calls is read once", () => {
    const depth = 200_000;
    expect(calls(`${"f(".repeat(depth)}"x"${")".repeat(depth)}`)).toHaveLength(depth);
  });

  test("code that ends early is read as far as it goes", () => {
    expect(calls('f("a", g(')).toEqual([["f", { text: "a" }], ["g"]]);
    expect(calls('f("""a')).toEqual([["f"]]);
  });
});
