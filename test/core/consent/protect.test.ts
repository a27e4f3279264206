import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { protectedName } from "../../../src/core/consent/protect.ts";

describe("--protect", () => {
  test.each([
    ["prod-*", { cluster_id: "1" }, "Terminate cluster prod-etl (1)? It stops.", true],
    ["prod-*", { name: "prod-etl" }, null, true],
    ["prod-*", { name: "my-prod-etl" }, "Delete my-prod-etl?", false],
    ["main.sales.*", { statement: "DROP TABLE `main`.sales.`orders`; " }, null, true],
    ["main.sales.*", { statement: "DROP TABLE main.sales.orders;" }, null, true],
    ["/Shared/*", { path: "/Shared/etl/load orders" }, null, true],
    ["PROD", { object: { names: ["dev", "prod"] } }, null, true],
    ["a.c", { name: "abc" }, null, false],
  ])("%s against %j: %s", (pattern, args, question, refused) => {
    expect(protectedName([pattern], args, question)).toBe(refused ? pattern : undefined);
  });

  test("property: a pattern without stars matches its own name anywhere, and any text is accepted", () => {
    const name = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
    fc.assert(
      fc.property(name, fc.string(), (protect, noise) => {
        expect(protectedName([protect], { x: [{ y: protect }] }, noise)).toBe(protect);
        expect(protectedName([protect], {}, `Delete ${protect}?`)).toBe(protect);
        protectedName([noise], { noise }, noise);
      }),
    );
  });
});
