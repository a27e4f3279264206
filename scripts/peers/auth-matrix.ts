import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemMachine } from "../../src/api/auth/machine.ts";
import { ApiError } from "../../src/api/http/errors.ts";
import type { BufferedResponse, Send } from "../../src/api/http/send.ts";
import { resolveWorkspaces } from "../../src/cli/workspaces.ts";
import { parseConfig, withoutEmptyVariables } from "../../src/config.ts";
import { SCENES, type Scene } from "./auth-scenes.ts";
import { python } from "./python.ts";

// The official Python SDK and this server in the same environments: both choose the same method and host, or both refuse.
// Every request gets the same response, and nothing leaves the machine. `tsx scripts/peers/auth-matrix.ts`

interface Outcome {
  readonly method?: string;
  readonly host?: string;
  readonly error?: string;
}

/** A response that every method accepts as a token. */
const JWT = [{ alg: "none" }, { sub: "job", exp: Math.floor(Date.now() / 1000) + 3600 }, {}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
  .join(".");
const UNIVERSAL = {
  access_token: JWT,
  accessToken: JWT,
  id_token: JWT,
  token: JWT,
  value: JWT,
  oidcToken: JWT,
  token_type: "Bearer",
  expires_in: 3600,
  expires_on: Math.floor(Date.now() / 1000) + 3600,
  expireTime: new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, "Z"),
  authorization_endpoint: "https://dbc-1.cloud.databricks.com/oidc/v1/authorize",
  token_endpoint: "https://dbc-1.cloud.databricks.com/oidc/v1/token",
  properties: { workspaceUrl: "adb-7.8.azuredatabricks.net" },
};
const TENANT = "https://login.microsoftonline.com/tenant/oauth2/authorize";

function compare(index: number, mine: Outcome, theirs: Outcome): boolean {
  const tell = ({ method, host, error }: Outcome) => (error === undefined ? `${method} ${host}` : "refuses");
  const same = tell(mine) === tell(theirs);
  const reasons = same ? "" : ` (${mine.error ?? "-"} | ${theirs.error ?? "-"})`;
  console.log(
    `${same ? "✓" : "✗"} ${SCENES[index]?.name}: ${tell(mine)}${same ? "" : `, theirs ${tell(theirs)}${reasons}`}`,
  );
  return same;
}

/** Puts a scene's files and programs into a folder; returns its environment. */
function stage({ env = {}, files = {}, programs = [] }: Scene, folder: string): Record<string, string> {
  const [home, bin] = [join(folder, "home"), join(folder, "my tools")];
  for (const made of [home, bin]) mkdirSync(made, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  for (const program of programs) {
    const path = join(bin, program);
    writeFileSync(path, PROGRAMS[program]);
    chmodSync(path, 0o755);
  }
  const placed = Object.entries(env).map(([name, value]) => [name, value.replace("{home}", home)] as const);
  return { HOME: home, PATH: [bin, "/usr/bin", "/bin"].join(delimiter), ...Object.fromEntries(placed) };
}

/** The method and host that this server chooses. Requests the first token, because some methods depend on a program. */
async function ours(env: Record<string, string>): Promise<Outcome> {
  const about = { argv: [], name: "auth-matrix", version: "0", known: { toolsets: [], tools: [] } };
  const parsed = parseConfig({ ...about, env });
  if (parsed.kind !== "config") return { error: JSON.stringify(parsed) };
  const machine = { ...systemMachine(withoutEmptyVariables(env)), home: env.HOME ?? "" };
  const result = await resolveWorkspaces(parsed.config, { ...machine, userAgent: "auth-matrix/0", tuning: { send } });
  if (!result.ok) return { error: result.problems.join(" ") };
  const [{ login } = { login: undefined }] = result.workspaces;
  try {
    await login?.credentials.headers();
  } catch (error) {
    return { error: error instanceof ApiError ? error.message : String(error) };
  }
  return login?.signIn.method === undefined
    ? { error: "no method" }
    : { method: login.signIn.method, host: login.host };
}

const send: Send<BufferedResponse> = async ({ url }) => {
  const about = url.includes("databricks-config");
  const body = Buffer.from(JSON.stringify(about ? { oidc_endpoint: `${new URL(url).origin}/oidc` } : UNIVERSAL));
  const redirects = url.includes("/aad/auth");
  return { status: redirects ? 302 : 200, headers: new Headers(redirects ? { location: TENANT } : {}), body };
};

/** Replacements of the CLIs. The Databricks CLI is recognized by its size: its Python predecessor is small. */
const PROGRAMS = {
  databricks: `#!/bin/sh
case "$1" in
version) echo '{"Major":0,"Minor":296,"Patch":0}' ;;
auth) echo '${JSON.stringify({ access_token: JWT, token_type: "Bearer", expiry: UNIVERSAL.expireTime })}' ;;
esac
exit 0
${`#${"-".repeat(1022)}\n`.repeat(1100)}`,
  az: `#!/bin/sh
case "$2" in
show) echo '{"user":{"type":"user","name":"ana@example.com"}}' ;;
get-access-token) echo '{"accessToken":"${JWT}","tokenType":"Bearer","expiresOn":"2099-01-01 00:00:00.000000"}' ;;
esac
`,
} as const;

const installed = await python();
if ("problem" in installed) {
  console.log(`Skipped: the official Python SDK is not available. ${installed.problem}`);
} else {
  const base = mkdtempSync(join(tmpdir(), "auth-matrix-"));
  try {
    const staged = SCENES.map((scene, index) => stage(scene, join(base, String(index))));
    const script = fileURLToPath(new URL("auth-matrix.py", import.meta.url));
    const input = JSON.stringify({ scenes: staged, answer: UNIVERSAL, tenant: TENANT });
    const { stdout, stderr, status } = spawnSync(installed.bin("python"), [script], { input, encoding: "utf8" });
    if (status !== 0) throw new Error(`auth-matrix.py failed: ${stderr.slice(-2000)}`);
    const theirs = JSON.parse(stdout) as Outcome[];
    const mine = await Promise.all(staged.map(ours));
    const agreed = mine.filter((outcome, index) => compare(index, outcome, theirs[index] ?? {})).length;
    console.log(`${agreed} of ${mine.length} environments: the same method and host as the official Python SDK.`);
    process.exitCode = agreed === mine.length ? 0 : 1;
  } finally {
    rmSync(base, { recursive: true });
  }
}
