import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newCallState } from "../../src/core/consent/ledger.ts";
import { createSeals } from "../../src/server/seals.ts";

const subject = { tool: "delete_it", args: {}, scope: "ana", host: "https://a.example" };
const state = newCallState(subject, { expires: 0, nonce: "n1" });
// The state is bound to no request: a replica may receive the answer.
const anyRequest = {} as never;

test("a seal of any of the keys is accepted, and the newest key seals", async () => {
  const [older, newer] = [randomBytes(32), randomBytes(32)];
  const before = createSeals(() => [older]);
  const both = createSeals(() => [newer, older]);
  const after = createSeals(() => [newer]);
  expect(await both.verify(await before.mint(state), anyRequest)).toEqual(state);
  expect(await after.verify(await both.mint(state), anyRequest)).toEqual(state);
  await expect(after.verify(await before.mint(state), anyRequest)).rejects.toThrow("mac");
});

test("without keys, each process has one of its own", async () => {
  const [one, other] = [createSeals(), createSeals()];
  const sealed = await one.mint(state);
  expect(await one.verify(sealed, anyRequest)).toEqual(state);
  await expect(other.verify(sealed, anyRequest)).rejects.toThrow("mac");
});
