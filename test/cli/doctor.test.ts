import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemMachine } from "../../src/api/auth/machine.ts";
import { loadReference } from "../../src/api/reference/reference.ts";
import { checkFiles, checkNode, checkTlsSwitches } from "../../src/cli/doctor/machine.ts";
import { checkClock, checkDns, checkHttp, checkTls } from "../../src/cli/doctor/network.ts";
import { proxyFor } from "../../src/cli/doctor/proxy.ts";
import { asJson, asText, healthy } from "../../src/cli/doctor/report.ts";
import { PROBES } from "../../src/cli/doctor/services.ts";
import { diagnose } from "../../src/cli/doctor.ts";
import { openWorkspaces } from "../../src/cli/open.ts";
import type { StartedProgram } from "../../src/cli/program.ts";
import { clientSnippet } from "../../src/cli/snippet.ts";
import { catalogue } from "../../src/tools/index.ts";
import { configOf } from "../support/config.ts";
import { faultServer } from "../support/fault-server.ts";
import { violations } from "../support/record/contract.ts";
import { SELF_SIGNED } from "../support/sign-in/self-signed.ts";

const TOKEN = "dapi-canary-0123456789";
const toolsets = [...new Set(catalogue.map(({ toolset }) => toolset.id))];

describe("the reads that check access to toolsets", () => {
  test("exist for every toolset, and for nothing else", () =>
    expect(Object.keys(PROBES).sort()).toEqual([...toolsets].sort()));

  const probes = Object.entries(PROBES).flatMap(([id, probe]) => (probe ? [[id, probe] as const] : []));
  test.each(probes)("%s: an operation of the reference that only reads", async (_, [operation, path, query]) => {
    const asked = { operation, method: "GET", path, ...(query && { query }) };
    expect(violations(await loadReference(), asked, "read")).toEqual([]);
  });
});

const PROGRAM: StartedProgram = {
  script: "/x/dist/cli.js",
  module: "/x/dist/cli.js",
  platform: "linux",
  read: () => undefined,
};

const HOST = "https://dbc-9.cloud.databricks.com";

describe("the proxy", () => {
  const proxy = "http://user:secret@proxy.example:3128";
  test.each([
    [{ HTTPS_PROXY: proxy }, "HTTPS_PROXY"],
    [{ HTTPS_PROXY: proxy, https_proxy: proxy }, "https_proxy"],
    [{ http_proxy: proxy }, "http_proxy"],
    [{ HTTPS_PROXY: proxy, NO_PROXY: "other.com, .databricks.azure.us" }, "HTTPS_PROXY"],
    [{ HTTPS_PROXY: proxy, NO_PROXY: "dbc-9.cloud.databricks.com:8443" }, "HTTPS_PROXY"],
    [{ HTTPS_PROXY: proxy, NO_PROXY: "*" }, undefined],
    [{ HTTPS_PROXY: proxy, no_proxy: ".databricks.com" }, undefined],
    [{ HTTPS_PROXY: proxy, no_proxy: "*.databricks.com:443" }, undefined],
    [{ HTTPS_PROXY: proxy, NO_PROXY: "DBC-9.cloud.databricks.com" }, undefined],
    [{}, undefined],
  ])("of %j", (env: Record<string, string>, variable) => {
    const found = proxyFor(HOST, env);
    expect(found?.variable).toBe(variable);
    if (found) expect(found.address).toBe("proxy.example:3128");
  });
});

describe("the network", () => {
  test("reports a name that does not resolve", async () => {
    const { verdict, says, fix } = await checkDns("https://no-such-workspace.invalid");
    expect({ verdict, fix }).toMatchObject({ verdict: "failed", fix: expect.stringContaining("DATABRICKS_HOST") });
    expect(says).toContain("no-such-workspace.invalid does not resolve");
  });

  test("reports an untrusted certificate and a closed port", async () => {
    const server = createServer(SELF_SIGNED, (_, response) => response.end()).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const untrusted = await checkTls(`https://127.0.0.1:${port}`);
    expect(untrusted).toMatchObject({ verdict: "failed", says: expect.stringContaining("is not trusted") });
    expect(untrusted.fix).toContain("NODE_EXTRA_CA_CERTS");
    await new Promise((resolve) => server.close(resolve));
    const shut = await checkTls(`https://127.0.0.1:${port}`);
    expect(shut).toMatchObject({ verdict: "failed", says: expect.stringContaining("ECONNREFUSED") });
    const [http] = await checkHttp(`http://127.0.0.1:${port}`, { direct: true, userAgent: "test/1" });
    expect(http).toMatchObject({ name: "http", verdict: "failed", says: expect.stringContaining("ECONNREFUSED") });
  });

  test.each([
    [0, "passed", /^correct$/],
    [30, "passed", /30 s ahead/],
    [-30, "passed", /30 s behind/],
    [300, "failed", /300 s ahead/],
    [-300, "failed", /300 s behind/],
  ])("reports a clock that is %d s off", (seconds, verdict, words) => {
    const theirs = Date.UTC(2026, 0, 1);
    const check = checkClock(new Date(theirs).toUTCString(), theirs + 500 + seconds * 1000);
    expect(check.verdict).toBe(verdict);
    expect(check.says).toMatch(words);
    expect(checkClock(null, theirs).verdict).toBe("noted");
  });
});

const known = { toolsets, tools: [] };

/** The report of doctor for a loopback workspace that responds to each path with a status. */
async function examined(statuses: Readonly<Record<string, number>>, argv: readonly string[] = [], more: object = {}) {
  const server = await faultServer(({ url }, response) => {
    const { pathname } = new URL(url, "http://workspace");
    const status = statuses[pathname] ?? 200;
    const body =
      status === 200
        ? { id: "7", userName: "ana@example.com" }
        : { error_code: status === 401 ? "UNAUTHENTICATED" : "PERMISSION_DENIED", message: "no" };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const env = { DATABRICKS_HOST: server.origin, DATABRICKS_TOKEN: TOKEN, ...more };
  const full = ["doctor", "--insecure-loopback", "--toolsets", "clusters,sql", ...argv];
  const config = configOf(full, { env, known });
  const around = { ...systemMachine(env), home: "/nowhere", userAgent: "test/1" };
  const { workspaces, problems } = await openWorkspaces(config, around, false);
  const report = await diagnose(
    {
      config,
      env,
      home: "/nowhere",
      userAgent: "test/1",
      toolsets: { all: toolsets, served: ["clusters", "sql"] },
    },
    workspaces,
    { name: "mcp-server-databricks", version: "1.2.3", problems, options: full.slice(1), program: PROGRAM },
  );
  const checks = new Map(report.workspaces.flatMap((each) => each.checks).map((check) => [check.name, check]));
  return { report, checks, received: server.received };
}

const ME = "/api/2.0/preview/scim/v2/Me";

describe("doctor", () => {
  test("passes every check, sends only reads, and shows no token", async () => {
    const { report, checks, received } = await examined({});
    expect(healthy(report)).toBe(true);
    expect(checks.get("sign-in")?.says).toBe("pat (DATABRICKS_TOKEN)");
    expect(checks.get("identity")?.says).toContain("ana@example.com");
    expect(checks.get("toolset clusters")).toMatchObject({ verdict: "passed", says: "served" });
    expect(checks.get("toolset jobs")).toMatchObject({ verdict: "passed", says: "usable, not served" });
    expect(new Set(received.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(asText(report) + asJson(report)).not.toContain("canary");
    expect(JSON.parse(asJson(report))).toMatchObject({ ok: true, workspaces: [{ workspace: "default" }] });
  });

  test("a rejected token is one failure with a fix, and further checks are skipped", async () => {
    const { report, checks, received } = await examined({ [ME]: 401 });
    expect(healthy(report)).toBe(false);
    expect(checks.get("identity")).toMatchObject({
      verdict: "failed",
      fix: expect.stringContaining("DATABRICKS_TOKEN"),
    });
    expect(received.filter(({ url }) => url.includes("/clusters/"))).toEqual([]);
    expect(asText(report)).toMatch(/✗ identity .*\n +→ .*DATABRICKS_TOKEN/);
  });

  test("a toolset fails only if it is served", async () => {
    const without = await examined({ "/api/2.2/jobs/list": 403 });
    expect(without.checks.get("toolset jobs")).toMatchObject({ verdict: "noted" });
    expect(healthy(without.report)).toBe(true);
    const within = await examined({ "/api/2.1/clusters/list": 403 });
    expect(within.checks.get("toolset clusters")).toMatchObject({
      verdict: "failed",
      fix: expect.stringContaining("--toolsets"),
    });
    expect(healthy(within.report)).toBe(false);
  });

  test("configured compute must exist", async () => {
    const cluster = { DATABRICKS_CLUSTER_ID: "0101-x" };
    const { checks, report } = await examined({ "/api/2.1/clusters/get": 403 }, [], cluster);
    expect(checks.get("cluster")).toMatchObject({
      verdict: "failed",
      fix: expect.stringContaining("DATABRICKS_CLUSTER_ID"),
    });
    expect(healthy(report)).toBe(false);
  });

  test("explains why earlier login methods were skipped", async () => {
    const env = { DATABRICKS_TOKEN: "", DATABRICKS_USERNAME: "ana", DATABRICKS_PASSWORD: "basic-canary" };
    const { checks, report } = await examined({}, [], env);
    expect(checks.get("sign-in")?.says).toContain("basic");
    expect(checks.get("sign-in")?.details?.join("\n")).toMatch(/^pat: token is not set/);
    expect(asJson(report)).not.toContain("canary");
    expect(report.client.env).toMatchObject({
      DATABRICKS_USERNAME: "ana",
      DATABRICKS_PASSWORD: "<DATABRICKS_PASSWORD>",
    });
  });
});

test("several workspaces are checked separately", async () => {
  const [dev, prod] = await Promise.all(
    [200, 403].map((status) =>
      faultServer((_, response) => {
        const body = status === 200 ? { id: "7", userName: "ana@example.com" } : { error_code: "PERMISSION_DENIED" };
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      }),
    ),
  );
  const file = `[dev]\nhost = ${dev?.origin}\ntoken = ${TOKEN}\n[p]\nhost = ${prod?.origin}\ntoken = ${TOKEN}\n`;
  const argv = ["doctor", "--insecure-loopback", "--workspaces", "dev,prod=p:read"];
  const config = configOf(argv, { known });
  const around = { ...systemMachine({}), home: "/home/ana", userAgent: "test/1", read: () => file };
  const { workspaces, problems } = await openWorkspaces(config, around, false);
  expect(problems).toEqual([]);
  const report = await diagnose(
    {
      config,
      env: {},
      home: "/nowhere",
      userAgent: "test/1",
      toolsets: { all: ["sql"], served: ["sql"] },
    },
    workspaces,
    { name: "x", version: "1", problems, options: argv.slice(1), program: PROGRAM },
  );
  const verdict = (name: string) =>
    report.workspaces.map(({ workspace, checks }) => [workspace, checks.find((one) => one.name === name)?.verdict]);
  expect(verdict("identity")).toEqual([
    ["dev", "passed"],
    ["prod", "failed"],
  ]);
  expect(verdict("toolset sql")).toEqual([
    ["dev", "passed"],
    ["prod", undefined],
  ]);
  expect(healthy(report)).toBe(false);
  expect(asText(report)).toMatch(/Workspace dev: http[\s\S]*Workspace prod: http/);
});

describe("the snippet for a client", () => {
  const argv = ["--toolsets", "sql", "--json", "--json=true"];
  const env = {
    DATABRICKS_HOST: HOST,
    DATABRICKS_TOKEN: TOKEN,
    DATABRICKS_CLIENT_SECRET: "s",
    PATH: "/bin",
    SYSTEM_PLANID: "1",
  };

  test("contains the checked configuration, with placeholders for secrets", () =>
    expect(clientSnippet({ program: PROGRAM, options: argv, env })).toEqual({
      command: "node",
      args: ["/x/dist/cli.js", "--toolsets", "sql"],
      env: {
        DATABRICKS_HOST: HOST,
        DATABRICKS_TOKEN: "<DATABRICKS_TOKEN>",
        DATABRICKS_CLIENT_SECRET: "<DATABRICKS_CLIENT_SECRET>",
      },
    }));

  test("has placeholders for a workspace if none is configured", () =>
    expect(clientSnippet({ program: PROGRAM, options: argv, env: {}, unconfigured: true }).env).toEqual({
      DATABRICKS_HOST: "https://<workspace>",
      DATABRICKS_TOKEN: "<DATABRICKS_TOKEN>",
    }));
});

describe("the machine", () => {
  test.each([
    ["24.9.0", "passed", /supported until 2028/],
    ["22.1.0", "passed", /required: >=20/],
    ["20.20.2", "noted", /no security fixes since 2026-04-30/],
    ["23.0.0", "noted", /not tested/],
  ])("Node.js %s: %s", (version, verdict, says) => {
    const check = checkNode(version, new Date("2026-11-29"));
    expect(check.verdict).toBe(verdict);
    expect(check.says).toMatch(says);
  });

  const modes = (files: Record<string, number>) => (path: string) => files[path];

  test("files with credentials that others can read are named with the command that closes them", () => {
    const place = { home: "/home/ana", platform: "linux" } as const;
    const open = modes({ "/home/ana/.databrickscfg": 0o100644, "/home/ana/.databricks/token-cache.json": 0o100600 });
    expect(checkFiles(place, open)).toEqual([
      {
        name: "files",
        verdict: "noted",
        says: "/home/ana/.databrickscfg can be read by other users (mode 644)",
        fix: 'Run: chmod 600 "/home/ana/.databrickscfg"',
      },
    ]);
    expect(checkFiles({ ...place, configFile: "~/x cfg" }, modes({ "/home/ana/x cfg": 0o100640 }))).toMatchObject([
      { fix: 'Run: chmod 600 "/home/ana/x cfg"' },
    ]);
    expect(checkFiles(place, modes({ "/home/ana/.databrickscfg": 0o100600 }))).toMatchObject([{ verdict: "passed" }]);
    expect(checkFiles(place, modes({}))).toMatchObject([{ verdict: "passed", says: "no credentials are stored" }]);
    expect(checkFiles({ ...place, platform: "win32" }, open)).toMatchObject([{ verdict: "noted" }]);
  });

  test.each([
    [{}, "passed", /authorities of Node/],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, "failed", /accepts the certificate of any server/],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: "1" }, "passed", /authorities of Node/],
    [{ NODE_OPTIONS: "--max-old-space-size=9 --tls-min-v1.0" }, "failed", /--tls-min-v1\.0/],
    [{ NODE_EXTRA_CA_CERTS: "/ca.pem" }, "passed", /\/ca\.pem/],
    [{ NODE_EXTRA_CA_CERTS: "/no.pem" }, "failed", /cannot be read/],
  ])("TLS switches %j: %s", (env: Record<string, string>, verdict, says) => {
    const [check] = checkTlsSwitches(env, modes({ "/ca.pem": 0o100644 }));
    expect(check?.verdict).toBe(verdict);
    expect(check?.says).toMatch(says);
  });
});
