import fc from "fast-check";
import { HttpResponse } from "msw";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { ApiError, type Replay } from "../../../src/api/http/errors.ts";
import { retry } from "../../../src/api/http/retry.ts";
import { retryAfter } from "../../../src/api/http/retry-after.ts";
import { MAX_ATTEMPTS } from "../../../src/api/http/retry-policy.ts";
import { explain } from "../../../src/core/errors.ts";
import { apiClient, failureOf, outgoing, virtualClock } from "../../support/api-client.ts";
import { type Answer, HOST, on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ok = z.looseObject({});
const GET = "GET /api/2.0/thing";
const POST = "POST /api/2.0/thing";

const throttled = (header?: string): Response =>
  HttpResponse.json(
    { error_code: "REQUEST_LIMIT_EXCEEDED", message: "slow down" },
    { status: 429, headers: header === undefined ? {} : { "retry-after": header } },
  );

/** A client whose waits take no time, and the time on its clock at which each request arrived. */
function timed(route: typeof GET | typeof POST, ...answers: (() => Answer)[]) {
  const clock = virtualClock();
  const times: number[] = [];
  const seen = on(
    route,
    ...answers.map((answer) => () => {
      times.push(clock.now());
      return answer() as Response;
    }),
  );
  const usage = { requests: 0, retries: 0 };
  const api = apiClient(HOST, { tuning: { clock } });
  return { api, bound: api.bind({ usage }), clock, times, seen, usage };
}

describe("throttling", () => {
  test("U01 waits as long as Retry-After says, for any method, and counts the retry", async () => {
    for (const [route, call] of [
      [GET, "get"],
      [POST, "post"],
    ] as const) {
      const { bound, times, usage } = timed(
        route,
        () => throttled("2"),
        () => HttpResponse.json({ fine: true }),
      );
      expect(await bound[call]("clusters.get", "/api/2.0/thing", ok)).toEqual({ fine: true });
      expect(times[1]).toBeGreaterThanOrEqual(2000);
      expect(times[1]).toBeLessThanOrEqual(3000);
      expect(usage).toEqual({ requests: 2, retries: 1 });
    }
  });

  test("U02 Retry-After as an HTTP-date; one in the past counts as absent", async () => {
    const future = timed(
      GET,
      () => throttled(new Date(future.clock.wall() + 3000).toUTCString()),
      () => HttpResponse.json({}),
    );
    await future.bound.get("clusters.get", "/api/2.0/thing", ok);
    expect(future.times[1]).toBeGreaterThanOrEqual(2000);
    expect(future.times[1]).toBeLessThanOrEqual(4000);

    const past = timed(
      GET,
      () => throttled(new Date(past.clock.wall() - 60_000).toUTCString()),
      () => HttpResponse.json({}),
    );
    await past.bound.get("clusters.get", "/api/2.0/thing", ok);
    expect(past.times[1]).toBeLessThan(2000);
  });

  test("U03 without a header: the backoff of the SDKs, at most four attempts", async () => {
    const { bound, times, usage } = timed(POST, () => throttled());
    const error = await failureOf(bound.post("clusters.get", "/api/2.0/thing", ok));
    expect(error).toMatchObject({
      kind: "throttled",
      status: 429,
      outcome: "not-executed",
      errorCode: "REQUEST_LIMIT_EXCEEDED",
    });
    expect(usage).toEqual({ requests: MAX_ATTEMPTS, retries: MAX_ATTEMPTS - 1 });
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    for (const [i, gap] of gaps.entries()) {
      expect(gap).toBeGreaterThanOrEqual((i + 1) * 1000 + 50);
      expect(gap).toBeLessThanOrEqual((i + 1) * 1000 + 750);
    }
  });

  test("U04 a Retry-After beyond the deadline fails at once and says so", async () => {
    const { bound, clock } = timed(POST, () => throttled("120"));
    const error = await failureOf(bound.post("clusters.get", "/api/2.0/thing", ok));
    expect(error).toMatchObject({ kind: "throttled", retryAfterMs: 120_000, outcome: "not-executed" });
    expect(clock.waits.filter((ms) => ms !== 60_000)).toEqual([]);
  });

  test("a pause longer than a call may take refuses the next call too, before it is sent", async () => {
    const { api, seen } = timed(
      GET,
      () => throttled("120"),
      () => HttpResponse.json({}),
    );
    await failureOf(api.get("clusters.get", "/api/2.0/thing", ok));
    const error = await failureOf(api.bind({ deadlineMs: 5000 }).get("clusters.get", "/api/2.0/thing", ok));
    expect(error).toMatchObject({ kind: "throttled", outcome: "not-executed" });
    expect(seen).toHaveLength(1);
  });

  test("U05 an invalid Retry-After counts as absent or is clamped", () => {
    const wall = Date.UTC(2026, 0, 1);
    for (const odd of ["1.58", "-5", "1e9", "abc", "", " ", "9".repeat(10_240), "Infinity", "0x10", "1;2"]) {
      expect(retryAfter(odd, wall)).toBeUndefined();
    }
    expect(retryAfter("9999999999", wall)).toBe(3_600_000);
    expect(retryAfter("0", wall)).toBe(0);
    expect(retryAfter(" 7 ", wall)).toBe(7000);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (text) => {
          const ms = retryAfter(text, wall) ?? 0;
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThanOrEqual(3_600_000);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("RetryInfo in the body is used without a header", async () => {
    const { bound, times } = timed(
      GET,
      () =>
        HttpResponse.json(
          { error_code: "RESOURCE_EXHAUSTED", message: "", details: [{ "@type": "x/RetryInfo", retry_delay: "3.5s" }] },
          { status: 429 },
        ),
      () => HttpResponse.json({}),
    );
    await bound.get("clusters.get", "/api/2.0/thing", ok);
    expect(times[1]).toBeGreaterThanOrEqual(3500);
  });
});

describe("errors from the platform", () => {
  const attempts = async (route: typeof GET | typeof POST, answer: () => Answer) => {
    const { bound, usage } = timed(route, answer);
    const error = await failureOf(
      route === GET
        ? bound.get("clusters.get", "/api/2.0/thing", ok)
        : bound.post("clusters.get", "/api/2.0/thing", ok),
    );
    return { error, requests: usage.requests };
  };

  test("U07 500 INTERNAL_ERROR is reported after one attempt", async () => {
    const answer = () => platformError(500, "INTERNAL_ERROR", "boom");
    const get = await attempts(GET, answer);
    expect(get.requests).toBe(1);
    expect(get.error).toMatchObject({ kind: "internal", outcome: "failed", message: "boom" });
    const post = await attempts(POST, answer);
    expect(post.requests).toBe(1);
    expect(post.error).toMatchObject({ kind: "internal", outcome: "unknown" });
  });

  test("U08 a transient worker-environment message is retried for GET only", async () => {
    for (const status of [400, 500]) {
      const answer = () => platformError(status, "X", "There is no worker environment with id 12");
      expect((await attempts(GET, answer)).requests).toBe(MAX_ATTEMPTS);
      expect((await attempts(POST, answer)).requests).toBe(1);
    }
  });

  test("U09 502 with HTML is retried for GET; the error has text without markup", async () => {
    const answer = () =>
      HttpResponse.html("<html><head><title>502 Bad <b>Gateway</b></title></head></html>", { status: 502 });
    const { error, requests } = await attempts(GET, answer);
    expect(requests).toBe(MAX_ATTEMPTS);
    expect(error).toMatchObject({ kind: "unavailable", status: 502 });
    expect(error.message).toContain("Bad");
    expect(error.message).not.toMatch(/[<>]/);
  });

  test("U10 503 on GET is retried after its Retry-After", async () => {
    const busy = (headers: Record<string, string>) => () =>
      HttpResponse.json({ error_code: "TEMPORARILY_UNAVAILABLE", message: "soon" }, { status: 503, headers });
    const asked = timed(GET, busy({ "retry-after": "4" }), busy({}), () => HttpResponse.json({}));
    await asked.bound.get("clusters.get", "/api/2.0/thing", ok);
    expect(asked.times[1]).toBeGreaterThanOrEqual(4000);
    expect(asked.usage.requests).toBe(3);
    expect((await attempts(POST, busy({}))).error).toMatchObject({ kind: "unavailable", outcome: "unknown" });
  });

  test("U13 504 is retried on GET, not on POST", async () => {
    const answer = () => platformError(504, "DEADLINE_EXCEEDED", "too slow");
    expect((await attempts(GET, answer)).requests).toBe(MAX_ATTEMPTS);
    const post = await attempts(POST, answer);
    expect(post.requests).toBe(1);
    expect(post.error).toMatchObject({ kind: "timeout", outcome: "unknown" });
    expect(explain(post.error).text).toMatch(/^It is unknown whether .* read the current state/);
  });

  test("408 is retried for GET and keyed writes; for other writes the outcome is unknown", async () => {
    const answer = () => new HttpResponse("Request Timeout", { status: 408 });
    expect((await attempts(GET, answer)).requests).toBe(MAX_ATTEMPTS);
    const post = await attempts(POST, answer);
    expect(post.requests).toBe(1);
    expect(post.error).toMatchObject({ kind: "timeout", status: 408, outcome: "unknown" });
    expect(explain(post.error).text).toMatch(/^It is unknown whether .* read the current state/);
    const keyed = timed(POST, answer, () => HttpResponse.json({}));
    await keyed.bound.post("clusters.get", "/api/2.0/thing", ok, { body: { key: "k" }, replay: "keyed" });
    expect(keyed.usage.requests).toBe(2);
  });

  test("U12 425 is retried for GET only, because no early data was sent that it could be about", async () => {
    const answer = () => new HttpResponse("Too Early", { status: 425 });
    expect((await attempts(GET, answer)).requests).toBe(MAX_ATTEMPTS);
    const { error, requests } = await attempts(POST, answer);
    expect(requests).toBe(1);
    expect(error).toMatchObject({ kind: "unavailable", status: 425, outcome: "unknown" });
  });

  test("U14 conflicts are not retried and keep their code", async () => {
    for (const code of ["ABORTED", "ALREADY_EXISTS", "RESOURCE_ALREADY_EXISTS", "SCHEMA_NOT_EMPTY"]) {
      const { error, requests } = await attempts(GET, () => platformError(409, code, "no"));
      expect(requests).toBe(1);
      expect(error).toMatchObject({ kind: "conflict", errorCode: code });
      expect(explain(error).text).toMatch(
        code.endsWith("ALREADY_EXISTS") ? /^An object with this name/ : /current state/,
      );
    }
  });

  test("a POST marked replay-safe is retried like a GET", async () => {
    const { bound, seen } = timed(
      POST,
      () => platformError(503, "UNAVAILABLE", ""),
      () => HttpResponse.json({}),
    );
    await bound.post("clusters.get", "/api/2.0/thing", ok, { body: { key: "k" }, replay: "keyed" });
    expect(seen.map(({ body }) => body)).toEqual([{ key: "k" }, { key: "k" }]);
  });
});

test("the retry plan: bounded attempts and time, no wait shorter than Retry-After, no unsafe replay", async () => {
  const replays: Replay[] = ["always", "if-safe", "once-if-safe", "never"];
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          replay: fc.constantFrom(...replays),
          retryAfterMs: fc.option(fc.integer({ min: 0, max: 40_000 }), { nil: undefined }),
        }),
        { minLength: 6, maxLength: 6 },
      ),
      fc.boolean(),
      fc.integer({ min: 0, max: 60_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      async (faults, replaySafe, deadlineAt, random) => {
        const clock = virtualClock(random);
        let attempt = 0;
        const send = retry({ clock })(async () => {
          const fault = faults[attempt++];
          throw new ApiError({ kind: "unavailable", message: "x", outcome: "failed", ...fault });
        });
        await failureOf(send(outgoing({ replaySafe, deadlineAt })));
        expect(attempt).toBeLessThanOrEqual(MAX_ATTEMPTS);
        expect(clock.waits.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(deadlineAt);
        clock.waits.forEach((wait, i) => {
          expect(wait).toBeGreaterThanOrEqual(faults[i]?.retryAfterMs ?? 0);
        });
        if (!replaySafe) {
          expect(faults.slice(0, attempt - 1).every(({ replay }) => replay === "always")).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("cancelling ends the wait and keeps the outcome", async () => {
  const controller = new AbortController();
  const send = retry({ clock: virtualClock(), onRetry: () => controller.abort("cancelled") })(async () => {
    throw new ApiError({ kind: "throttled", message: "x", outcome: "not-executed", replay: "always" });
  });
  const error = await failureOf(send(outgoing({ signal: controller.signal })));
  expect(error).toMatchObject({ kind: "cancelled", outcome: "not-executed" });
});

describe("U12 after an attempt whose response was lost", () => {
  const lost = { kind: "transport", message: "reset", outcome: "unknown", replay: "if-safe" } as const;

  test.each([
    [
      "is not sent for want of time",
      { kind: "timeout", outcome: "not-executed" },
      { kind: "transport", message: "reset" },
    ],
    ["waits in a full queue", { kind: "busy", outcome: "not-executed" }, { kind: "transport", message: "reset" }],
    ["is throttled", { kind: "throttled", outcome: "not-executed", retryAfterMs: 900 }, { retryAfterMs: 900 }],
    ["is rejected", { kind: "permission", outcome: "failed" }, { kind: "permission", message: "later" }],
  ] as const)("the outcome stays unknown if the next one %s", async (_, later, shown) => {
    const answers = [lost, { message: "later", ...later }];
    const send = retry({ clock: virtualClock() })(async () => {
      throw new ApiError(answers.shift() ?? lost);
    });
    const error = await failureOf(send(outgoing({ changes: true })));
    expect(error).toMatchObject({ outcome: "unknown", ...shown });
    expect(explain(error).text).toMatch(/^It is unknown whether /);
    expect(explain(error).text).not.toContain("Nothing was executed");
  });

  test("a wait that is cancelled, after an attempt that was throttled, stays unknown too", async () => {
    const controller = new AbortController();
    const throttledNext = { kind: "throttled", message: "slow", outcome: "not-executed", replay: "always" } as const;
    const answers = [lost, throttledNext];
    const onRetry = () => answers.length === 0 && controller.abort("cancelled");
    const send = retry({ clock: virtualClock(), onRetry })(async () => {
      throw new ApiError(answers.shift() ?? lost);
    });
    const error = await failureOf(send(outgoing({ changes: true, signal: controller.signal })));
    expect(error).toMatchObject({ kind: "cancelled", outcome: "unknown" });
  });

  test("without one, an attempt that was not sent had no effect", async () => {
    const send = retry({ clock: virtualClock() })(async () => {
      throw new ApiError({ kind: "busy", message: "full", outcome: "not-executed" });
    });
    expect(await failureOf(send(outgoing({ changes: true })))).toMatchObject({ outcome: "not-executed" });
  });
});
