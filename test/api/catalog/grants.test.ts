import { expect, test } from "vitest";
import { readersOf } from "../../../src/api/catalog/grants.ts";

test("readers have SELECT or ALL_PRIVILEGES; missing privileges on the parents are listed", () => {
  expect(
    readersOf([
      {
        principal: "analysts",
        privileges: ["SELECT", "USE_CATALOG from catalog main", "USE_SCHEMA from schema main.s"],
      },
      { principal: "lost", privileges: ["SELECT"] },
      { principal: "admins", privileges: ["ALL_PRIVILEGES from catalog main"] },
      { principal: "stewards", privileges: ["ALL_PRIVILEGES from schema main.s"] },
      { principal: "writers", privileges: ["MODIFY", "USE_SCHEMA"] },
    ]),
  ).toEqual([
    { principal: "analysts", by: ["SELECT"], lacks: [] },
    { principal: "lost", by: ["SELECT"], lacks: ["USE_CATALOG", "USE_SCHEMA"] },
    { principal: "admins", by: ["ALL_PRIVILEGES from catalog main"], lacks: [] },
    { principal: "stewards", by: ["ALL_PRIVILEGES from schema main.s"], lacks: ["USE_CATALOG"] },
  ]);
});
