import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemMachine } from "../../src/api/auth/machine.ts";
import { openBrowser } from "../../src/cli/login/browser.ts";
import { openCallback } from "../../src/cli/login/callback.ts";
import { login } from "../../src/cli/login.ts";
import { logout } from "../../src/cli/logout.ts";
import { configOf } from "../support/config.ts";
import { faultServer, type Received } from "../support/fault-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** On loopback, with ports chosen by the system. */
const LISTEN = { ports: [0], addresses: ["127.0.0.1"] };

const loopback = (argv: readonly string[]) => configOf([...argv, "--insecure-loopback"]);

function homeOf(profiles?: string) {
  const home = temporaryFolder("home-");
  if (profiles !== undefined) writeFileSync(join(home, ".databrickscfg"), profiles);
  const read = (path: string) => readFileSync(join(home, path), "utf8");
  return { around: { ...systemMachine({}), home, userAgent: "test/1" }, read, home };
}

const formOf = ({ body }: Received) => Object.fromEntries(new URLSearchParams(body));

/** A workspace with an OAuth server that checks the code against the challenge of the browser. */
async function workspace() {
  const challenges = new Map<string, string>();
  const server = await faultServer((request, response) => {
    const { pathname } = new URL(request.url, "http://workspace");
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const origin = `http://${request.headers.host}`;
    if (pathname === "/oidc/.well-known/oauth-authorization-server") {
      return answer(200, {
        authorization_endpoint: `${origin}/oidc/v1/authorize`,
        token_endpoint: `${origin}/oidc/v1/token`,
      });
    }
    if (pathname === "/oidc/v1/token") {
      const form = formOf(request);
      const challenge = createHash("sha256")
        .update(form.code_verifier ?? "")
        .digest("base64url");
      if (challenges.get(form.code ?? "") !== challenge) return answer(400, { error: "invalid_grant" });
      return answer(200, { access_token: "access-1", refresh_token: "refresh-1", expires_in: 3600 });
    }
    if (request.headers.authorization === "Bearer access-1")
      return answer(200, { id: "7", userName: "ana@example.com" });
    return answer(404, {});
  });
  /** The redirect of the browser after the user agreed at this URL. */
  const agree = (address: string): URL => {
    const { searchParams } = new URL(address);
    const back = new URL(searchParams.get("redirect_uri") ?? "");
    challenges.set("code-1", searchParams.get("code_challenge") ?? "");
    back.searchParams.set("code", "code-1");
    back.searchParams.set("state", searchParams.get("state") ?? "");
    return back;
  };
  return { ...server, agree };
}

/** `localhost` may resolve to ::1 first; the tests listen on 127.0.0.1. */
const visit = (back: URL) => fetch(back.href.replace("localhost", "127.0.0.1"));

function terminal(open: (url: string) => void, input = new PassThrough()) {
  const lines: string[] = [];
  return { lines, input, open, print: (line: string) => void lines.push(line), listen: LISTEN };
}

describe("login", () => {
  test("with the browser on this machine redeems the code with its verifier and stores the login for its owner", async () => {
    const { origin, agree, received } = await workspace();
    const { around, read, home } = homeOf();
    const pages: Promise<Response>[] = [];
    const person = terminal((url) => pages.push(visit(agree(url))));
    await login(loopback(["--host", origin]), around, person);

    const [page] = await Promise.all(pages);
    expect(await page?.text()).toContain("You can close this page");
    expect(page?.headers.get("content-security-policy")).toBe("default-src 'none'");
    const asked = received.filter(({ url }) => url === "/oidc/v1/token").map(formOf);
    expect(asked).toEqual([
      {
        grant_type: "authorization_code",
        client_id: "databricks-cli",
        code: "code-1",
        code_verifier: expect.stringMatching(/^[\w-]{43,128}$/),
        redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      },
    ]);
    expect(JSON.parse(read(".databricks/token-cache.json")).tokens).toEqual({
      [origin]: {
        access_token: "access-1",
        token_type: "Bearer",
        refresh_token: "refresh-1",
        expiry: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
    expect(statSync(join(home, ".databricks/token-cache.json")).mode & 0o777).toBe(0o600);
    const said = person.lines.join("\n");
    expect(said).toContain(`Signed in to ${origin} as ana@example.com.`);
    expect(said).not.toMatch(/access-1|refresh-1|code-1/);
  });

  test("says where the login cannot be stored, and why", async () => {
    const { origin, agree } = await workspace();
    const { around, home } = homeOf();
    writeFileSync(join(home, ".databricks"), "a file where the folder must be");
    const attempt = login(
      loopback(["--host", origin]),
      around,
      terminal((url) => void visit(agree(url))),
    );
    await expect(attempt).rejects.toThrow(/^The login cannot be stored in .* \(E[A-Z]+: [^,)]+\)\. Check/);
  });

  test("on a headless machine reads pasted lines until one is the URL of this sign-in", async () => {
    const { origin, agree } = await workspace();
    const { around, read } = homeOf();
    const input = new PassThrough();
    const person = terminal((url) => {
      const back = agree(url);
      const strange = new URL(back);
      strange.searchParams.set("state", "another");
      input.write(`\nhello\n${strange.href}\n${back.href}\n`);
    }, input);
    await login(loopback(["--host", origin]), around, person);
    expect(JSON.parse(read(".databricks/token-cache.json")).tokens).toHaveProperty([origin, "refresh_token"]);
    expect(person.lines.filter((line) => line.includes("not the URL of this sign-in"))).toHaveLength(2);
  });

  test("with a new profile adds it to the file and keeps the rest; logout removes only the login", async () => {
    const { origin, agree } = await workspace();
    const before = "# mine\n[prod]\nhost = https://dbc-9.cloud.databricks.com\ntoken = dapi-1\n";
    const { around, read } = homeOf(before);
    const person = terminal((url) => void visit(agree(url)));
    await login(loopback(["--host", origin, "--profile", "dev"]), around, person);
    const file = read(".databrickscfg");
    expect(file).toBe(`${before}\n[dev]\nhost = ${origin}\nauth_type = databricks-cli\n`);
    const cache = () => JSON.parse(read(".databricks/token-cache.json")).tokens;
    expect(Object.keys(cache())).toEqual(["dev"]);

    const said: string[] = [];
    const config = loopback(["--profile", "dev"]);
    logout(config, around, (line) => said.push(line));
    expect(cache()).toEqual({});
    expect(read(".databrickscfg")).toBe(file);
    logout(config, around, (line) => said.push(line));
    expect(said.join("\n")).toMatch(/The login dev was removed[\s\S]*Nothing was removed/);
  });

  test("reports the workspace's refusal and stores nothing", async () => {
    const { origin, agree } = await workspace();
    const { around, read } = homeOf();
    const person = terminal((url) => {
      const back = agree(url);
      back.searchParams.delete("code");
      back.searchParams.set("error", "access_denied");
      back.searchParams.set("error_description", "not\nassigned");
      void visit(back);
    });
    await expect(login(loopback(["--host", origin]), around, person)).rejects.toThrow("access_denied: not assigned");
    expect(() => read(".databricks/token-cache.json")).toThrow();
  });

  test("with a code of another browser is refused by the workspace", async () => {
    const { origin, agree } = await workspace();
    const person = terminal((url) => {
      const back = agree(url);
      agree(url.replace(/code_challenge=[^&]+/, "code_challenge=of-another"));
      void visit(back);
    });
    await expect(login(loopback(["--host", origin]), homeOf().around, person)).rejects.toThrow(/invalid_grant/);
  });

  test.each([
    ["no workspace is named", [], undefined, /--host/],
    ["a profile is not there and no host makes it", ["--profile", "x"], "[dev]\nhost = https://a", /x does not exist/],
    [
      "the host is not the profile's",
      ["--profile", "dev", "--host", "http://127.0.0.1:9"],
      "[dev]\nhost = https://dbc-9.cloud.databricks.com\n",
      /name different workspaces/,
    ],
    ["the host is no workspace", ["--host", "https://evil.example"], undefined, /not a Databricks domain/],
    ["a new profile has a strange name", ["--host", "http://127.0.0.1:9", "--profile", "a]b"], undefined, /letters/],
  ])("is refused when %s", async (_, argv, profiles, words) => {
    const { around } = homeOf(profiles);
    const person = terminal(() => {});
    await expect(login(loopback(argv), around, person)).rejects.toThrow(words);
    expect(person.lines).toEqual([]);
  });
});

describe("the page of the redirect", () => {
  const open = async (state = "state-1") => {
    const callback = await openCallback(state, LISTEN);
    onTestFinished(() => callback.close());
    const at = (path: string, init?: RequestInit) =>
      fetch(callback.redirectUri.replace("localhost", "127.0.0.1") + path, init);
    return { ...callback, at };
  };

  test("accepts one code, only with the right state", async () => {
    const { at, code } = await open();
    expect((await at("/?code=c&state=wrong")).status).toBe(400);
    expect((await at("/?code=c")).status).toBe(400);
    expect((await at("/?state=state-1")).status).toBe(400);
    expect((await at("/favicon.ico")).status).toBe(404);
    expect((await at("/?code=c&state=state-1", { method: "POST" })).status).toBe(404);
    expect((await at("/?code=right&state=state-1")).status).toBe(200);
    expect(await code).toBe("right");
  });

  test("uses the next port if one is in use", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void holder.close());
    await new Promise((resolve) => holder.once("listening", resolve));
    const { port: taken } = holder.address() as AddressInfo;
    const callback = await openCallback("s", { ports: [taken, 0], addresses: ["127.0.0.1"] });
    onTestFinished(() => callback.close());
    expect(Number(new URL(callback.redirectUri).port)).not.toBe(taken);
    // Without a free port, the redirect URL can still be pasted.
    const none = await openCallback("s", { ports: [taken], addresses: ["127.0.0.1"] });
    expect(none.redirectUri).toBe(`http://localhost:${taken}`);
    await none.close();
  });
});

test.each([
  ["darwin", "open", []],
  ["linux", "xdg-open", []],
  ["win32", "rundll32", ["url.dll,FileProtocolHandler"]],
] as const)(
  "on %s the browser is opened without a shell; a machine without a browser is not a failure",
  (platform, command, args) => {
    const url = "https://h/authorize?a=1&b=$(touch x)";
    const calls: unknown[][] = [];
    const handlers: Record<string, (error: Error) => void> = {};
    openBrowser(url, platform, (...call) => {
      calls.push(call);
      return { on: (event: string, handler: (error: Error) => void) => (handlers[event] = handler), unref() {} };
    });
    expect(calls).toEqual([[command, [...args, url], expect.objectContaining({ shell: false, stdio: "ignore" })]]);
    expect(() => handlers.error?.(new Error("ENOENT"))).not.toThrow();
  },
);
