import { afterAll, beforeAll, expect, test } from "vitest";
import { startSandbox } from "../../../sandbox/index.ts";

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 50 });
});
afterAll(() => sandbox.close());

async function send(method: string, id: string, body?: object) {
  const response = await fetch(`${sandbox.url}/api/2.0/global-init-scripts${id && `/${id}`}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: Object(await response.json()) };
}

const script = Buffer.from("#!/bin/sh\n").toString("base64");
const order = async () => (await send("GET", "")).body.scripts.map(({ name }: { name: string }) => name);

test("a script is inserted at its position; omitted or past the end means last", async () => {
  const ids: string[] = [];
  for (const [name, position] of [["b"], ["a", 0], ["c", 99]] as const) {
    ids.push((await send("POST", "", { name, script, position })).body.script_id);
  }
  expect(await order()).toEqual(["a", "certs", "b", "c"]);
  await send("PATCH", ids[0] ?? "", { name: "b", script, position: 0 });
  expect(await order()).toEqual(["b", "a", "certs", "c"]);
  for (const id of ids) await send("DELETE", id);
  expect(await order()).toEqual(["certs"]);
});

test("an invalid script is refused", async () => {
  const codes = async (body: object) => (await send("POST", "", body)).body.error_code;
  expect(await codes({ name: "a" })).toBe("INVALID_PARAMETER_VALUE");
  expect(await codes({ name: "a", script: "not base64!" })).toBe("INVALID_PARAMETER_VALUE");
  expect(await codes({ name: "a", script: Buffer.alloc(70_000).toString("base64") })).toBe("INVALID_PARAMETER_VALUE");
  expect(await send("GET", "none")).toMatchObject({ status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST" } });
});
