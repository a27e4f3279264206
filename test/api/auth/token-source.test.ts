import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { createTokenSource, type LoginGrant } from "../../../src/api/auth/token-source.ts";
import type { Clock } from "../../../src/api/http/clock.ts";
import { ApiError } from "../../../src/api/http/errors.ts";
import { apiClient, failureOf, virtualClock } from "../../support/api-client.ts";
import { faultServer } from "../../support/fault-server.ts";
import { type Answer, identityProvider, loginOf, type Routes } from "../../support/sign-in/identity-provider.ts";

const HOUR = 3_600_000;
const HOST = "https://adb-1.2.azuredatabricks.net";
const PLACE = "adb-1.2.azuredatabricks.net";
const TOKEN = `${PLACE}/oidc/v1/token`;
const SECRET = "dose-secret-canary";
const env = { DATABRICKS_HOST: HOST, DATABRICKS_CLIENT_ID: "app", DATABRICKS_CLIENT_SECRET: SECRET };

const oauth = (token: Routes[string]): Routes => ({
  [`${PLACE}/oidc/.well-known/oauth-authorization-server`]: { json: { token_endpoint: `https://${TOKEN}` } },
  [TOKEN]: token,
});
const good = (n = 0): Answer => ({ json: { access_token: `at-${n + 1}`, expires_in: 3600 } });
const fifty = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: 50 }, run));

/** A workspace that accepts these tokens and refuses all others as expired. */
async function workspace(takes: (authorization: string) => boolean, status = 403) {
  const server = await faultServer(({ headers }, response) => {
    const fine = takes(headers.authorization ?? "");
    response.writeHead(fine ? 200 : status, { "content-type": "application/json" });
    response.end(JSON.stringify(fine ? { fine: true } : { error_code: status, message: "Invalid access token." }));
  });
  return { origin: server.origin, seen: server.received };
}

const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "no failure",
    (error: unknown) => String(error),
  );

/** A token source whose fetches wait until `answer` or `fail` is called for them. */
function source({ clock = virtualClock(), ...options }: { earlyMs?: number; clock?: Clock } = {}) {
  const open: { answer(token: string, lifeMs?: number): void; fail(error: Error): void }[] = [];
  const tokens = createTokenSource(
    () =>
      new Promise<LoginGrant>((resolve, reject) => {
        open.push({
          answer: (token, lifeMs = HOUR) => resolve({ headers: { token }, expiresAt: clock.wall() + lifeMs }),
          fail: reject,
        });
      }),
    { clock, ...options },
  );
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, tokens, open, settled };
}

describe("one request for all calls", () => {
  test("A01 50 calls without a token, then 50 with an expired one: one token request each", async () => {
    const clock = virtualClock();
    const provider = await identityProvider(oauth((_, n) => good(n)));
    const { credentials } = await loginOf({ env, provider, clock });
    const first = await fifty(() => credentials.headers());
    expect(new Set(first.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer at-1"]));
    await clock.sleep(HOUR + 1);
    const second = await fifty(() => credentials.headers());
    expect(new Set(second.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer at-2"]));
    expect(provider.at(TOKEN)).toHaveLength(2);
  });

  test("A01 50 calls whose token the workspace refuses: one more token request, and every call succeeds", async () => {
    const provider = await identityProvider(oauth((_, n) => good(n)));
    const { credentials } = await loginOf({ env, provider });
    await credentials.headers();
    const { origin, seen } = await workspace((authorization) => authorization !== "Bearer at-1");
    const client = apiClient(origin, { credentials, tuning: { rate: { perSecond: 1000 } } });
    const answers = await fifty(() => client.get("clusters.get", "/api/2.0/thing", z.looseObject({})));
    expect(answers).toHaveLength(50);
    expect(provider.at(TOKEN)).toHaveLength(2);
    expect(seen.length).toBeLessThanOrEqual(100);
  });

  test("a cancelled caller does not affect the others", async () => {
    const { tokens, open } = source();
    const leaving = new AbortController();
    const left = tokens.headers(leaving.signal);
    const stays = tokens.headers();
    leaving.abort("gone");
    await expect(left).rejects.toBe("gone");
    open[0]?.answer("one");
    expect(await stays).toEqual({ token: "one" });
    expect(open).toHaveLength(1);
  });
});

test("a call that waits before the next token request uses a token that arrives meanwhile", async () => {
  const wakes: (() => void)[] = [];
  const clock = { ...virtualClock(), sleep: () => new Promise<void>((resolve) => wakes.push(resolve)) };
  const { tokens, open, settled } = source({ clock });
  const first = tokens.headers();
  open[0]?.answer("old");
  await first;
  const early = tokens.refresh();
  const late = tokens.refresh();
  wakes[0]?.();
  await settled();
  open[1]?.answer("new");
  await early;
  wakes[1]?.();
  await late;
  expect(await tokens.headers()).toEqual({ token: "new" });
  expect(open).toHaveLength(2);
});

describe("an unavailable token service", () => {
  const trouble: [string, (n: number) => Answer][] = [
    ["429", () => ({ status: 429, headers: { "retry-after": "3" }, json: {} })],
    ["503", () => ({ status: 503, headers: { "retry-after": "3" }, text: "<html>away</html>" })],
    ["408", () => ({ status: 408, json: {} })],
    ["a broken connection", () => ({ reset: true })],
  ];

  test.each(trouble)(
    "A02 %s: the request is repeated, as the service asks and at most once a second",
    async (_, fail) => {
      const clock = virtualClock(0);
      const provider = await identityProvider(oauth((_, n) => (n < 2 ? fail(n) : good())));
      const { credentials } = await loginOf({ env, provider, clock });
      expect(await credentials.headers()).toEqual({ authorization: "Bearer at-1" });
      expect(clock.waits).toHaveLength(2);
      for (const wait of clock.waits) expect(wait).toBeGreaterThanOrEqual(fail(0).headers ? 3000 : 1000);
    },
  );

  test.each(trouble)("A02 %s permanently: within a minute all 50 calls fail with the same cause", async (_, fail) => {
    const clock = virtualClock();
    const provider = await identityProvider(oauth((_, n) => fail(n)));
    const { credentials } = await loginOf({ env, provider, clock });
    const messages = await fifty(() => messageOf(credentials.headers()));
    expect(new Set(messages).size).toBe(1);
    expect(messages[0]).toMatch(/^ApiError: /);
    expect(clock.now()).toBeLessThanOrEqual(60_000);
    expect(provider.at(TOKEN).length).toBeLessThanOrEqual(20);
  });

  test("a Retry-After of more than a minute fails at once", async () => {
    const clock = virtualClock();
    const provider = await identityProvider(oauth({ status: 503, headers: { "retry-after": "120" }, json: {} }));
    const { credentials } = await loginOf({ env, provider, clock });
    expect(await messageOf(credentials.headers())).toMatch(/HTTP 503/);
    expect(provider.at(TOKEN)).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });

  test.each([400, 401])("A03 %i invalid_client: no retry, and the secret is not repeated", async (status) => {
    const login = Buffer.from(`app:${SECRET}`).toString("base64");
    const echo = { error: "invalid_client", error_description: `bad secret ${SECRET} in ${login}` };
    const provider = await identityProvider(oauth({ status, json: echo }));
    const { credentials } = await loginOf({ env, provider });
    const { origin, seen } = await workspace(() => true);
    const error = await failureOf(
      apiClient(origin, { credentials }).get("clusters.get", "/api/2.0/thing", z.looseObject({})),
    );
    expect(error).toMatchObject({ kind: "auth", outcome: "not-executed" });
    expect(seen).toEqual([]);
    expect(error.message).toMatch(/token endpoint refused.*invalid_client: bad secret \[redacted\] in \[redacted\]/);
    expect(`${error.message}${error.next}${error.stack}`).not.toMatch(new RegExp(`${SECRET}|${login}`));
    expect(provider.at(TOKEN)).toHaveLength(1);
  });
});

describe("invalid token responses", () => {
  const bad: [string, Answer][] = [
    ["HTML", { text: "<html>sign in</html>" }],
    ["no token", { json: { expires_in: 3600 } }],
    ["a token that is no text", { json: { access_token: 7 } }],
    ["a token with a line break", { json: { access_token: "canary\r\nx: y" } }],
    ["a list", { json: [] }],
    ["more than a megabyte", { json: { access_token: "x".repeat(2 ** 21) } }],
  ];
  test.each(bad)("A04 %s: a typed error, and no further request for a second", async (_, answer) => {
    const clock = virtualClock();
    const provider = await identityProvider(oauth(answer));
    const { credentials } = await loginOf({ env, provider, clock });
    for (let call = 0; call < 5; call++) {
      const failure = await failureOf(credentials.headers());
      expect(failure.message).not.toContain("canary");
    }
    expect(provider.at(TOKEN)).toHaveLength(1);
    await clock.sleep(1001);
    await failureOf(credentials.headers());
    expect(provider.at(TOKEN)).toHaveLength(2);
  });

  const odd: [unknown, number][] = [
    [0, 5 * 60_000],
    [-1, 5 * 60_000],
    [undefined, 5 * 60_000],
    ["soon", 5 * 60_000],
    ["3600", HOUR],
    [1e12, 24 * HOUR],
  ];
  test.each(odd)("A04 expires_in %j counts as %i ms", async (expires_in, life) => {
    const clock = virtualClock();
    const provider = await identityProvider(
      oauth((_, n) => ({ json: { access_token: `at-${n + 1}`, ...(expires_in === undefined ? {} : { expires_in }) } })),
    );
    const { credentials } = await loginOf({ env, provider, clock });
    for (let call = 0; call < 20; call++) await credentials.headers();
    expect(provider.at(TOKEN)).toHaveLength(1);
    await clock.sleep(life + 1);
    expect(await credentials.headers()).toEqual({ authorization: "Bearer at-2" });
  });

  test("A04 a token that is issued with too short a life is used for a second, without a request per call", async () => {
    const { clock, tokens, open } = source({ earlyMs: 40_000 });
    const first = tokens.headers();
    open[0]?.answer("short", 30_000);
    expect(await first).toEqual({ token: "short" });
    for (let call = 0; call < 20; call++) expect(await tokens.headers()).toEqual({ token: "short" });
    expect(open).toHaveLength(1);
    await clock.sleep(1000);
    const second = tokens.headers();
    open[1]?.answer("next");
    expect(await second).toEqual({ token: "next" });
  });
});

describe("renewal in the background", () => {
  async function aged(ms: number, lifeMs = HOUR) {
    const made = source();
    const first = made.tokens.headers();
    made.open[0]?.answer("old", lifeMs);
    await first;
    await made.clock.sleep(ms);
    return made;
  }

  test("A05 in its last 20 minutes the old token is used while one request fetches the next", async () => {
    const { tokens, open, settled } = await aged(40 * 60_000);
    expect(await fifty(() => tokens.headers())).toEqual(Array(50).fill({ token: "old" }));
    expect(open).toHaveLength(2);
    open[1]?.answer("new");
    await settled();
    expect(await tokens.headers()).toEqual({ token: "new" });
    expect(open).toHaveLength(2);
  });

  test("A05 not before that, and at half its life for a short one", async () => {
    const long = await aged(39 * 60_000);
    await long.tokens.headers();
    expect(long.open).toHaveLength(1);
    const short = await aged(5 * 60_000, 10 * 60_000);
    await short.tokens.headers();
    expect(short.open).toHaveLength(2);
  });

  test("A05 after a failure in the background, a minute passes before the next attempt", async () => {
    const { clock, tokens, open, settled } = await aged(41 * 60_000);
    await tokens.headers();
    open[1]?.fail(new Error("away"));
    await settled();
    await clock.sleep(59_000);
    expect(await tokens.headers()).toEqual({ token: "old" });
    expect(open).toHaveLength(2);
    await clock.sleep(1000);
    expect(await tokens.headers()).toEqual({ token: "old" });
    expect(open).toHaveLength(3);
  });

  test("A06 a late background result does not replace a newer token", async () => {
    const { tokens, open, settled } = await aged(41 * 60_000);
    await tokens.headers();
    const forced = tokens.refresh();
    await settled();
    await settled();
    open[2]?.answer("newest");
    await forced;
    open[1]?.answer("late");
    await settled();
    expect(await tokens.headers()).toEqual({ token: "newest" });
    expect(open).toHaveLength(3);
  });
});

test("A08 a revoked login fails clearly and works again once it is restored, without the old token", async () => {
  let revoked = false;
  const provider = await identityProvider(
    oauth((_, n) =>
      revoked ? { status: 401, json: { error: "invalid_client", error_description: "disabled" } } : good(n),
    ),
  );
  const clock = virtualClock();
  const { credentials } = await loginOf({ env, provider, clock });
  const { origin, seen } = await workspace(() => !revoked, 401);
  const client = apiClient(origin, { credentials });
  const get = () => client.get("clusters.get", "/api/2.0/thing", z.looseObject({}));
  expect(await get()).toEqual({ fine: true });
  revoked = true;
  expect(await failureOf(get())).toMatchObject({ kind: "auth", message: expect.stringContaining("disabled") });
  await clock.sleep(2000);
  // The old token is not used again: the token service is called first.
  expect(await failureOf(get())).toMatchObject({ kind: "auth", outcome: "not-executed" });
  expect(seen).toHaveLength(2);
  revoked = false;
  await clock.sleep(2000);
  expect(await get()).toEqual({ fine: true });
});

test("a token service that never responds fails after a minute", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const silent = (signal: AbortSignal) =>
      new Promise<LoginGrant>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const tokens = createTokenSource(silent, { clock: virtualClock() });
    const failure = failureOf(tokens.headers());
    vi.advanceTimersByTime(60_000);
    expect(await failure).toMatchObject({ kind: "auth", message: "Signing in took longer than a minute." });
  } finally {
    vi.useRealTimers();
  }
});

test("other failures are passed on unchanged", async () => {
  const { tokens, open } = source();
  const waiting = tokens.headers();
  open[0]?.fail(new ApiError({ kind: "auth", outcome: "not-executed", message: "why" }));
  await expect(waiting).rejects.toThrow("why");
});
