import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, onTestFinished, test } from "vitest";
import { faultServer } from "../../support/fault-server.ts";
import { programFolder } from "../../support/sign-in/identity-provider.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

// The built command signs in at its first call, with the login of its environment and home directory.

const CLI = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));

/** A workspace with its own OAuth server, which records the tokens that its API receives. */
async function workspace() {
  const tokens: (string | undefined)[] = [];
  const server = await faultServer(({ url, headers }, response) => {
    response.setHeader("content-type", "application/json");
    if (url.includes("databricks-config")) return response.writeHead(404).end("{}");
    if (url.includes(".well-known")) {
      return response.end(JSON.stringify({ token_endpoint: `http://${headers.host}/oidc/v1/token` }));
    }
    if (url === "/oidc/v1/token") return response.end(JSON.stringify({ access_token: "m2m-token", expires_in: 3600 }));
    tokens.push(headers.authorization);
    return response.end(JSON.stringify({ id: "1", userName: "ana@example.com" }));
  });
  return { server, tokens };
}

async function connectionOf(env: Record<string, string>, args: readonly string[] = [], profiles = "") {
  const home = temporaryFolder("home-");
  if (profiles) writeFileSync(join(home, ".databrickscfg"), profiles);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [CLI, "--insecure-loopback", ...args],
    env: { HOME: home, USERPROFILE: home, PATH: "/usr/bin:/bin", ...env },
    stderr: "ignore",
  });
  const client = new Client({ name: "served", version: "0" });
  onTestFinished(() => client.close());
  await client.connect(transport);
  const ask = async (workspace?: string) => {
    const call = { name: "get_connection", arguments: workspace ? { workspace } : {} };
    return (await client.callTool(call)).structuredContent;
  };
  return ask;
}

test("a service principal: nothing is sent before the first call, then its token", async () => {
  const { server, tokens } = await workspace();
  const ask = await connectionOf({
    DATABRICKS_HOST: server.origin,
    DATABRICKS_CLIENT_ID: "app",
    DATABRICKS_CLIENT_SECRET: "dose-secret",
  });
  expect(server.received).toEqual([]);
  expect(await ask()).toMatchObject({ auth_type: "oauth-m2m", user_name: "ana@example.com", host: server.origin });
  expect(tokens).toEqual(["Bearer m2m-token"]);
});

test("several workspaces, each with its own method", async () => {
  const [one, two] = [await workspace(), await workspace()];
  const answer = JSON.stringify({ access_token: "cli-token", expiry: new Date(Date.now() + 3_600_000).toISOString() });
  const folder = programFolder({ databricks: `[ "$1" = auth ] && echo '${answer}'` });
  const profiles = `[dev]\nhost = ${one.server.origin}\nauth_type = databricks-cli\n[prod]\nhost = ${two.server.origin}\nclient_id = app\nclient_secret = dose-secret\n`;
  const env = { PATH: `${folder}:/usr/bin:/bin`, DATABRICKS_CLIENT_ID: "of-somebody-else" };
  const ask = await connectionOf(env, ["--workspaces", "dev,prod"], profiles);
  expect(await ask()).toMatchObject({ workspace: "dev", auth_type: "databricks-cli" });
  expect(await ask("prod")).toMatchObject({ workspace: "prod", auth_type: "oauth-m2m" });
  expect([one.tokens, two.tokens]).toEqual([["Bearer cli-token"], ["Bearer m2m-token"]]);
});
