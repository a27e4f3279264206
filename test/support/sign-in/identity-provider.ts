import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Login, type LoginOptions, resolveLogin } from "../../../src/api/auth/login.ts";
import { type Machine, systemMachine } from "../../../src/api/auth/machine.ts";
import type { Clock } from "../../../src/api/http/clock.ts";
import type { BufferedResponse, Send } from "../../../src/api/http/send.ts";
import { createTransport } from "../../../src/api/http/transport.ts";
import { faultServer } from "../fault-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** One request as an identity provider sees it. */
export interface Asked {
  readonly method: string;
  /** Where it was meant to go, e.g. `login.microsoftonline.com/tenant/oauth2/token`. */
  readonly place: string;
  readonly query: Record<string, string>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly form: Record<string, string>;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  /** Breaks the connection instead. */
  readonly reset?: true;
}

export type Routes = Readonly<Record<string, Answer | ((asked: Asked, n: number) => Answer | Promise<Answer>)>>;

export interface IdentityProvider {
  readonly send: Send<BufferedResponse>;
  readonly asked: Asked[];
  at(place: string): Asked[];
}

/**
 * All identity providers at once, on loopback: `send` sends each request there over a real connection, for any host.
 * `routes` respond by address; other addresses are 404. Ends with the test.
 */
export async function identityProvider(routes: Routes): Promise<IdentityProvider> {
  const asked: Asked[] = [];
  const at = (place: string) => asked.filter((each) => each.place === place);
  const server = await faultServer(async ({ method, url, headers, body }, response) => {
    const { pathname, searchParams } = new URL(url, "http://provider");
    const entry: Asked = {
      method,
      place: decodeURIComponent(pathname.slice(1)),
      query: Object.fromEntries(searchParams),
      headers,
      form: Object.fromEntries(new URLSearchParams(body)),
      body,
    };
    const n = at(entry.place).length;
    asked.push(entry);
    const route = routes[entry.place];
    const answer = typeof route === "function" ? await route(entry, n) : (route ?? { status: 404, json: {} });
    if (answer.reset) return response.destroy();
    response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
    response.end(answer.text ?? JSON.stringify(answer.json));
  });
  const transport = createTransport({ direct: true });
  onTestFinished(() => transport.close());
  return {
    asked,
    at,
    send: (request) => {
      const { host, pathname, search } = new URL(request.url);
      return transport.send({ ...request, url: `${server.origin}/${encodeURIComponent(host + pathname)}${search}` });
    },
  };
}

export interface Scene {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly given?: LoginOptions["given"];
  readonly profile?: string;
  readonly provider?: Pick<IdentityProvider, "send">;
  readonly clock?: Clock;
  readonly platform?: NodeJS.Platform;
  /** Sizes of programs, by path; those of the disk when left out and `PATH` is set. */
  readonly programs?: Record<string, number>;
}

const HOME = "/home/ana";

export function machineOf({ env = {}, files = {}, programs, platform = "linux" }: Scene): Machine {
  const disk = systemMachine(env);
  return {
    ...disk,
    home: HOME,
    platform,
    read: (path) => files[path],
    program: programs || env.PATH === undefined ? (path) => programs?.[path] : disk.program,
  };
}

/** The login that the chain chooses for a machine and an environment. Only `provider` reaches the network. */
export function resolve(scene: Scene) {
  const { given = {}, profile, provider, clock } = scene;
  const send: Send<BufferedResponse> = provider?.send ?? (() => Promise.reject(new Error("nothing may be sent here")));
  const host = scene.env?.DATABRICKS_HOST;
  const token = scene.env?.DATABRICKS_TOKEN;
  return resolveLogin(
    {
      given: {
        ...(host !== undefined && { host: { value: host, source: "DATABRICKS_HOST" } }),
        ...(token !== undefined && { token: { value: token, source: "DATABRICKS_TOKEN" } }),
        ...given,
      },
      profile,
      configFile: undefined,
      insecureLoopback: false,
      hostSuffixes: undefined,
      userAgent: "test/1",
      tuning: { send, ...(clock && { clock }) },
    },
    machineOf(scene),
  );
}

/** The login of a scene; its problems fail the test. */
export async function loginOf(scene: Scene): Promise<Login> {
  const result = await resolve(scene);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.login;
}

export async function problemsOf(scene: Scene): Promise<string> {
  const result = await resolve(scene);
  if (result.ok) throw new Error(`expected problems, got ${result.login.signIn.method}`);
  return result.problems.join("\n");
}

/** A folder, with a space in its name, of executable shell scripts. Removed with the test. */
export function programFolder(scripts: Readonly<Record<string, string>>): string {
  const base = temporaryFolder("programs-");
  const folder = join(base, "my tools");
  mkdirSync(folder);
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(folder, name);
    // The real CLI is large; a small one is taken for its Python predecessor.
    writeFileSync(path, `#!/bin/sh\n${script}\nexit 0\n${`#${"-".repeat(1022)}\n`.repeat(1100)}`);
    chmodSync(path, 0o755);
  }
  return folder;
}

/** A JWT with these claims and no signature worth the name. */
export const jwt = (claims: object): string =>
  [{ alg: "none" }, claims, {}].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
