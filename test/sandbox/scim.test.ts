import { expect, test } from "vitest";
import { startSandbox } from "../../sandbox/index.ts";

test("the workspace tells who calls", async () => {
  const sandbox = await startSandbox();
  const response = await fetch(`${sandbox.url}/api/2.0/preview/scim/v2/Me`, {
    headers: { authorization: `Bearer ${sandbox.token}` },
  });
  const me = await response.json();
  await sandbox.close();
  expect(me).toMatchObject({ userName: "ana@example.com", active: true });
});
