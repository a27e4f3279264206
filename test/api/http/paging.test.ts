import fc from "fast-check";
import { expect, test } from "vitest";
import { collect, type Page, pages } from "../../../src/api/http/paging.ts";
import { failureOf } from "../../support/api-client.ts";

/** A listing as a table from token to page; "" is the first page. */
const listing = (table: Record<string, Page<number>>) => {
  const asked: (string | undefined)[] = [];
  const fetchPage = async (token: string | undefined): Promise<Page<number>> => {
    asked.push(token);
    const page = table[token ?? ""];
    if (page === undefined) throw new Error(`no page ${token}`);
    return page;
  };
  return { asked, fetchPage };
};

test("D18 an empty page with a token is followed", async () => {
  const { asked, fetchPage } = listing({
    "": { items: [1], next: "b" },
    b: { items: [], next: "c" },
    c: { items: [2], next: "" },
  });
  expect(await collect(fetchPage, 100)).toEqual({ items: [1, 2], truncated: false });
  expect(asked).toEqual([undefined, "b", "c"]);
});

test("D18 a repeated token ends in an error, not in a loop", async () => {
  for (const table of [
    { "": { items: [1], next: "b" }, b: { items: [2], next: "b" } },
    { "": { items: [1], next: "b" }, b: { items: [2], next: "c" }, c: { items: [3], next: "b" } },
  ]) {
    const { asked, fetchPage } = listing(table);
    expect(await failureOf(collect(fetchPage, 100))).toMatchObject({ kind: "bad-response" });
    expect(asked.length).toBeLessThanOrEqual(3);
  }
});

test("D18 ten thousand pages stop at the cap, with the token to continue from", async () => {
  let count = 0;
  const endless = async () => ({ items: [], next: String(++count) });
  expect(await collect(endless, 10, { maxPages: 50 })).toEqual({ items: [], next: "50", truncated: true });
  expect(count).toBe(50);
  expect((await collect(endless, 10)).truncated).toBe(true);
  expect(count).toBe(1050);
});

test("collect stops at its maximum without cutting a page, and continues from a token", async () => {
  const { asked, fetchPage } = listing({
    "": { items: [1, 2, 3], next: "b" },
    b: { items: [4], next: "c" },
    c: { items: [5] },
  });
  expect(await collect(fetchPage, 2)).toEqual({ items: [1, 2, 3], next: "b", truncated: true });
  expect(await collect(fetchPage, 2, { from: "b" })).toEqual({ items: [4, 5], truncated: false });
  expect(asked).toEqual([undefined, "b", "c"]);
});

test("any graph of pages: it ends, reads no page twice, and agrees with a walk of it", async () => {
  const tokens = ["a", "b", "c", "d", "e", "f"];
  const page = fc.record({
    items: fc.array(fc.nat(), { maxLength: 3 }),
    next: fc.option(fc.constantFrom(...tokens, ""), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 7, maxLength: 7 }), async (made) => {
      const table: Record<string, Page<number>> = Object.fromEntries(
        ["", ...tokens].map((token, i) => [token, made[i] ?? { items: [] }]),
      );
      const expected: number[] = [];
      const seen = new Set<string>();
      let at = "";
      let loops = false;
      for (;;) {
        expected.push(...(table[at]?.items ?? []));
        at = table[at]?.next ?? "";
        if (at === "") break;
        if (seen.has(at)) {
          loops = true;
          break;
        }
        seen.add(at);
      }
      const { asked, fetchPage } = listing(table);
      const got: number[] = [];
      const walk = async () => {
        for await (const { items } of pages(fetchPage)) got.push(...items);
      };
      if (loops) await failureOf(walk());
      else await walk();
      expect(got).toEqual(expected);
      expect(new Set(asked).size).toBe(asked.length);
    }),
    { numRuns: 200 },
  );
});
