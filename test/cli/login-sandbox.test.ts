import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { systemMachine } from "../../src/api/auth/machine.ts";
import { tryLogin } from "../../src/cli/login/trial.ts";
import { startEmbedded } from "../../src/cli/sandbox.ts";
import { configOf } from "../support/config.ts";
import { freePort } from "../support/free-port.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LOGIN = ["login", "--sandbox"];
const folder = (): string => temporaryFolder("login-sandbox-");

/** A user who agrees on the sign-in page, in a browser that then follows the redirect. */
async function agree(url: string): Promise<void> {
  const page = await (await fetch(url)).text();
  const fields = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
    name,
    value.replaceAll("&amp;", "&"),
  ]);
  const form = Object.fromEntries([...fields, ["decision", "allow"]]);
  const { origin } = new URL(url);
  await fetch(`${origin}/oidc/v1/authorize`, { method: "POST", body: new URLSearchParams(form) });
}

async function signIn(...argv: string[]) {
  const home = folder();
  const printed: string[] = [];
  const around = { ...systemMachine({ DATABRICKS_TOKEN: "dapi-of-another-workspace" }), home, userAgent: "test/1" };
  await tryLogin(configOf([...LOGIN, ...argv]), around, {
    print: (line) => void printed.push(line),
    input: new PassThrough(),
    open: (url) => void agree(url),
    listen: { ports: [0], addresses: ["127.0.0.1"] },
  });
  return { home, printed: printed.join("\n") };
}

test("login --sandbox signs in to a workspace that ends with it, and stores nothing", async () => {
  const { home, printed } = await signIn();
  expect(printed).toContain("as ana@example.com.");
  expect(printed).toContain("the login was not stored");
  expect(existsSync(join(home, ".databricks"))).toBe(false);
});

test("with a directory and a port, the login is stored and works when the workspace starts again", async () => {
  const port = String(await freePort());
  const directory = folder();
  const { home, printed } = await signIn("--sandbox-port", port, "--sandbox-dir", directory);
  expect(printed).toContain(`DATABRICKS_HOST=http://127.0.0.1:${port}`);
  const { tokens } = JSON.parse(readFileSync(join(home, ".databricks", "token-cache.json"), "utf8"));
  const { access_token } = tokens[`http://127.0.0.1:${port}`];
  const again = await startEmbedded(configOf([...LOGIN, "--sandbox-dir", directory]));
  if ("problem" in again) throw new Error(again.problem);
  onTestFinished(again.close);
  const headers = { authorization: `Bearer ${access_token}` };
  expect((await fetch(`${again.url}/api/2.0/preview/scim/v2/Me`, { headers })).status).toBe(200);
  expect(await startEmbedded(configOf([...LOGIN, "--sandbox-port", new URL(again.url).port]))).toEqual({
    problem: `--sandbox-port (MCP_DATABRICKS_SANDBOX_PORT): port ${new URL(again.url).port} is in use.`,
  });
});
