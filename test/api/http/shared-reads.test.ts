import { HttpResponse } from "msw";
import { expect, test } from "vitest";
import * as z from "zod";
import { patCredentials } from "../../../src/api/auth/methods/pat.ts";
import { apiClient, failureOf } from "../../support/api-client.ts";
import { HOST, on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const thing = z.looseObject({ n: z.number() });
const PATH = "/api/2.0/thing";

/** A workspace that holds each read until `open` is called, and answers with its number. */
function held() {
  let count = 0;
  let release: () => void = () => {};
  const wait = new Promise<void>((resolve) => {
    release = resolve;
  });
  const seen = on(`GET ${PATH}`, async () => {
    const n = ++count;
    await wait;
    return HttpResponse.json({ n });
  });
  return {
    seen,
    open: () => release(),
    /** Resolves when this many reads have arrived. */
    async arrived(reads: number) {
      while (count < reads) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

const read = (client: Pick<ReturnType<typeof apiClient>, "get">, query = {}) =>
  client.get("clusters.get", PATH, thing, { query });

test("identical reads in flight share one request; a later one is sent", async () => {
  const { seen, open, arrived } = held();
  const client = apiClient(HOST);
  const usage = { requests: 0, retries: 0 };
  const bound = client.bind({ session: "a", usage });
  const all = Promise.all([read(bound), read(bound), read(bound)]);
  await arrived(1);
  open();
  expect(await all).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
  expect(usage.requests).toBe(1);
  expect(await read(bound)).toEqual({ n: 2 });
  expect(seen).toHaveLength(2);
});

test("other parameters, another session and another identity have their own requests", async () => {
  const { seen, open, arrived } = held();
  const client = apiClient(HOST);
  const other = client.as(patCredentials("dapi99999999999999999999999999999999", "a test"));
  const all = Promise.all([
    read(client.bind({ session: "a" })),
    read(client.bind({ session: "a" }), { page: 2 }),
    read(client.bind({ session: "b" })),
    read(other.bind({ session: "a" })),
  ]);
  await arrived(4);
  open();
  await all;
  expect(seen).toHaveLength(4);
});

test("a read after a write has begun or ended never gets an earlier response", async () => {
  const { seen, open, arrived } = held();
  on(`POST ${PATH}`, {});
  const client = apiClient(HOST).bind({ session: "a" });
  const before = read(client);
  await arrived(1);
  await client.post("clusters.edit", PATH, z.looseObject({}), { body: {} });
  const after = read(client);
  await arrived(2);
  open();
  expect([await before, await after]).toEqual([{ n: 1 }, { n: 2 }]);
  expect(seen).toHaveLength(2);
});

test("a caller that cancels or whose time ends leaves the others their response", async () => {
  const { seen, open, arrived } = held();
  const client = apiClient(HOST);
  const [first, second] = [new AbortController(), new AbortController()];
  const leader = failureOf(read(client.bind({ session: "a", signal: first.signal })));
  await arrived(1);
  const joined = failureOf(read(client.bind({ session: "a", signal: second.signal })));
  const staying = read(client.bind({ session: "a" }));
  second.abort();
  expect((await joined).kind).toBe("cancelled");
  first.abort();
  expect((await leader).kind).toBe("cancelled");
  await arrived(2);
  open();
  expect(await staying).toEqual({ n: 2 });
  expect(seen).toHaveLength(2);
});
