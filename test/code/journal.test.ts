import { expect, test } from "vitest";
import { createJournals, type Journal } from "../../src/code/journal.ts";

const result = (bytes: number) => ({ json: "x".repeat(bytes), hidden: 0 });
const kept = ({ results }: Journal) => [...results.keys()];

function journals(room = { script: 2500, caller: 4500, all: 7000 }) {
  let now = 0;
  const all = createJournals({ keepMs: 1000, room, now: () => now });
  return { ...all, wait: (ms: number) => (now += ms) };
}

test("R12 a script keeps results up to its limit, and those before stay", () => {
  const { create, record } = journals();
  const journal = create("ana");
  for (const key of ["a", "b", "c", "d"]) record(journal, key, 0, result(key === "c" ? 1000 : 900));
  expect(kept(journal)).toEqual(["a", "b"]);
  expect(journal.full).toBe(true);
});

test("R12 the scripts of one caller share a limit, and those of all another", () => {
  const { create, record, remove } = journals();
  const [first, second, third] = [create("ana"), create("ana"), create("ana")];
  for (const journal of [first, second]) record(journal, "a", 0, result(2000));
  record(third, "a", 0, result(2000));
  expect([first, second, third].map(({ full }) => full)).toEqual([false, false, true]);
  const [ben, eve] = [create("ben"), create("eve")];
  record(ben, "a", 0, result(2000));
  record(eve, "a", 0, result(2000));
  expect([ben.full, eve.full]).toEqual([false, true]);
  remove(first);
  const later = create("eve");
  record(later, "a", 0, result(2000));
  expect(later.full).toBe(false);
});

test("R12 many waiting scripts of one caller take no other's place", () => {
  const { create, find } = journals();
  const ana = create("ana");
  const [oldest, ...others] = Array.from({ length: 101 }, () => create("eve"));
  expect(find(ana.id, "ana")).toBe(ana);
  expect(find(ana.id, "eve")).toBeUndefined();
  expect(find(oldest?.id ?? "", "eve")).toBeUndefined();
  expect(find(others.at(-1)?.id ?? "", "eve")).toBe(others.at(-1));
});

test("a script is forgotten some time after its last use, and a forgotten one keeps nothing", () => {
  const { create, find, record, wait } = journals();
  const journal = create("ana");
  wait(900);
  expect(find(journal.id, "ana")).toBe(journal);
  wait(900);
  expect(find(journal.id, "ana")).toBe(journal);
  wait(1000);
  expect(find(journal.id, "ana")).toBeUndefined();
  record(journal, "a", 0, result(1));
  expect(journal.full).toBe(true);
});
