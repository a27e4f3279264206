import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AffectedObject, type CallFacts, quoted, say } from "../../../src/core/consent/facts.ts";
import { overlap } from "../../../src/core/consent/globs.ts";
import { protectionOf } from "../../../src/core/consent/protection.ts";
import { MAX_CODE_CHARS, questionOf, unshowable } from "../../../src/core/consent/wording.ts";

const facts = (more: Partial<CallFacts> & { objects: readonly AffectedObject[] }): CallFacts => ({
  effect: "Delete",
  consequences: [{ reason: "loss", text: say`Its settings are permanently lost.` }],
  ...more,
});

describe("a question", () => {
  test("names the workspace, the effect, each object, the consequences and the code", () => {
    const asked = questionOf("dev (https://dev.cloud.databricks.com)", {
      effect: "Run this SQL statement on",
      objects: [{ kind: "table", name: "main.sales.orders", details: { owner: "ana@example.com" } }],
      consequences: [{ reason: "loss", text: say`Rows of ${"main.sales.orders"} are deleted: ${2} at least.` }],
      code: {
        title: "statement",
        text: "DELETE FROM orders -- one\nWHERE true",
        context: { schema: "sales", catalog: null },
      },
    });
    expect(asked.split("\n")).toEqual([
      "Workspace: dev (https://dev.cloud.databricks.com)",
      'Run this SQL statement on table "main.sales.orders" (owner "ana@example.com")?',
      'Rows of "main.sales.orders" are deleted: 2 at least.',
      'The statement (schema "sales"):',
      "| DELETE FROM orders -- one",
      "| WHERE true",
    ]);
  });

  test("lists several objects one to a line", () => {
    const objects = ["a", "b"].map((name) => ({ kind: "secret", name, id: `${name}-1` }));
    expect(questionOf("w", facts({ objects })).split("\n").slice(1, 4)).toEqual([
      "Delete 2 objects:",
      '- secret "a" (id a-1)',
      '- secret "b" (id b-1)',
    ]);
  });

  test("no name, id, detail or code can add a line or close its quotes", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.string({ unit: "binary", maxLength: 400 }),
        (name, other) => {
          const asked = questionOf("w", {
            effect: "Delete",
            objects: [{ kind: "job", name, id: other, details: { owner: other } }],
            consequences: [{ reason: "loss", text: say`Lost with ${name}.` }],
            code: { title: "script", text: `${name}\n${other}`, context: { path: other } },
          });
          const lines = asked.split(/[\n\r\u2028\u2029\u0085]/);
          const own = lines.filter((line) => !line.startsWith("| "));
          expect(own).toHaveLength(4);
          for (const line of own)
            expect(line.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/id [\w-]+/, "id")).toMatch(/^[ -~]*$/);
        },
      ),
    );
  });

  test("is not put when the user could not see all of it", () => {
    const code = { title: "statement", text: "x".repeat(MAX_CODE_CHARS + 1) };
    expect(unshowable(facts({ objects: [], code }))).toMatch(/8001 characters/);
    expect(unshowable(facts({ objects: [], code: { ...code, text: "x" } }))).toBeUndefined();
  });

  test("a value is cut at 120 characters, and its end is shown", () => {
    const shown = quoted(`/Users/${"x".repeat(200)}/production`);
    expect(shown).toHaveLength(122);
    expect(shown).toMatch(/^"\/Users\/x+…x+\/production"$/);
  });

  test("shows the whole name of an object, or is not put", () => {
    const path = (end: string) => ({ kind: "notebook", name: `/Users/ana/${"deep/".repeat(60)}${end}` });
    const [one, other] = [path("load"), path("train")].map((object) => questionOf("w", facts({ objects: [object] })));
    expect(one).toContain("/load");
    expect(other).toContain("/train");
    expect(unshowable(facts({ objects: [{ kind: "notebook", name: "x".repeat(501) }] }))).toMatch(/501 characters/);
  });

  test("writes out hidden characters, which decide what code does", () => {
    const code = { title: "statement", text: "DELETE FROM t WHERE status NOT IN ('ship\u200bped')" };
    expect(questionOf("w", facts({ objects: [{ kind: "table", name: "or\u202eders" }], code }))).toMatch(
      /table "or\\u\{202E\}ders"[\s\S]*'ship\\u\{200B\}ped'/,
    );
  });
});

describe("a protection", () => {
  test("refuses names that would take long to compare", () => {
    for (const name of ["a.".repeat(30_000), "x".repeat(5000)]) {
      const found = protectionOf(["main.sales.*"], facts({ objects: [{ kind: "table", name }] }));
      expect(found?.unresolved).toContain("too long");
    }
    const many = Array.from({ length: 1001 }, () => ({ kind: "table", name: "a.b.c" }));
    expect(protectionOf(["main.sales.*"], facts({ objects: many }))?.unresolved).toContain("1001 objects");
  });

  test("of the Hive metastore holds for its other name", () => {
    const objects = [{ kind: "table", name: "spark_catalog.sales.orders" }];
    expect(protectionOf(["hive_metastore.sales.*"], facts({ objects }))?.pattern).toBe("hive_metastore.sales.*");
  });
});

describe("overlapping patterns", () => {
  const glob = fc.string({ unit: fc.constantFrom("a", "b", ".", "*"), maxLength: 6 });
  const texts = [
    "",
    ..."ab.".split(""),
    ...["a", "b", "."].flatMap((x) =>
      ["a", "b", "."].flatMap((y) => [x + y, ...["a", "b", "."].map((z) => x + y + z)]),
    ),
  ];
  const matches = (pattern: string, text: string) =>
    new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^]*")}$`).test(text);

  test("are found for every text that matches both, either way round", () => {
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        if (texts.some((text) => matches(a, text) && matches(b, text))) expect(overlap(a, b)).toBe(true);
        expect(overlap(a, b)).toBe(overlap(b, a));
      }),
    );
  });

  test("are not found where a literal differs", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.constantFrom(...texts), (a, b) => {
        expect(overlap(a, b)).toBe(a === b);
      }),
    );
  });

  test.each([
    ["main.sales.*", "main.sales.orders", true],
    ["main.sales.*", "main.*", true],
    ["main.sales.*", "*.orders", true],
    ["main.sales.*", "dev.sales.orders", false],
    ["PROD-*", "prod-etl", true],
    ["prod-*", "etl-prod", false],
  ])("%s and %s: %s", (a, b, expected) => expect(overlap(a, b)).toBe(expected));
});

describe("a protection", () => {
  const blocked = (pattern: string, object: AffectedObject) =>
    protectionOf([pattern], facts({ objects: [object] })) !== undefined;
  test.each([
    ["an object by its name", "nightly-etl", { kind: "job", name: "nightly-etl", id: 1 }, true],
    ["a name with a blank", "prod etl", { kind: "job", name: "prod etl" }, true],
    ["an object by its id", "620114587321", { kind: "job", name: "x", id: "620114587321" }, true],
    ["a container of protected objects", "main.sales.*", { kind: "schema", name: "main.sales", contents: "." }, true],
    ["the container itself", "main.sales.*", { kind: "schema", name: "main.sales" }, true],
    ["an object in a protected container", "main.sales", { kind: "table", name: "main.sales.orders" }, true],
    [
      "a version of a protected model",
      "main.ml.churn",
      { kind: "model version", name: "3", within: ["main.ml.churn"] },
      true,
    ],
    ["a folder with protected objects", "/Jobs/prod/*", { kind: "folder", name: "/Jobs", contents: "/" }, true],
    ["a notebook by its last segment", "nightly", { kind: "notebook", name: "/Jobs/nightly" }, true],
    ["a name whose schema is not known", "main.sales.orders", { kind: "table", name: "*.orders" }, true],
    ["not its neighbour", "main.sales.*", { kind: "table", name: "main.crm.orders" }, false],
  ])("blocks %s", (_, pattern, object, expected) => expect(blocked(pattern, object as AffectedObject)).toBe(expected));

  test("blocks an unresolved object for any pattern", () => {
    const unknown = facts({ objects: [], unresolved: "IDENTIFIER()" });
    expect(protectionOf(["x"], unknown)).toEqual({ pattern: "x", unresolved: "IDENTIFIER()" });
    expect(protectionOf([], unknown)).toBeUndefined();
  });
});
