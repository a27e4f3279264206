import { describe, expect, test } from "vitest";
import {
  applyRule,
  CONNECTION_RULES,
  connectionRule,
  MAX_ATTEMPTS,
  mayRetry,
  type RetryRule,
  replayAfterResponse,
  SIGN_IN_RULES,
  STORAGE_RULES,
  signInRule,
  storageRule,
  TRANSIENT_MESSAGES,
  UNUSABLE_RESPONSE_RULES,
  WORKSPACE_RULES,
  waitBeforeRetry,
  workspaceRule,
} from "../../../src/api/http/retry-policy.ts";

const short = ({ kind, outcome, replay, pausesWorkspace }: RetryRule) =>
  [kind, outcome, replay, ...(pausesWorkspace ? ["pauses"] : [])].join(", ");

const rows = (rules: Readonly<Record<string, RetryRule>>) =>
  Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, short(rule)]));

describe("every row of the policy", () => {
  test("responses of the workspace", () => {
    expect(rows(WORKSPACE_RULES)).toEqual({
      "2xx": "internal, unknown-if-write, never",
      "3xx": "auth, unknown-if-write, never",
      401: "auth, failed, never",
      403: "permission, failed, never",
      404: "not-found, failed, never",
      405: "not-available, failed, never",
      408: "timeout, unknown-if-write, if-safe",
      409: "conflict, failed, never",
      413: "too-large, failed, never",
      425: "unavailable, unknown-if-write, if-safe",
      429: "throttled, not-executed, always, pauses",
      499: "cancelled, unknown-if-write, never",
      501: "not-available, not-executed, never",
      502: "unavailable, unknown-if-write, if-safe",
      503: "unavailable, unknown-if-write, if-safe",
      504: "timeout, unknown-if-write, if-safe",
      "5xx": "internal, unknown-if-write, never",
      "4xx": "invalid, failed, never",
      other: "internal, unknown-if-write, never",
    });
  });

  test("responses that cannot be used", () => {
    expect(rows(UNUSABLE_RESPONSE_RULES)).toEqual({
      privateLink: "permission, not-executed, never",
      webPage: "auth, unknown-if-write, never",
      loginPage: "auth, failed, never",
      invalidUtf8: "bad-response, unknown-if-write, never",
      invalidJson: "bad-response, unknown-if-write, once-if-safe",
      nestedTooDeep: "bad-response, unknown-if-write, never",
      unexpectedShape: "bad-response, unknown-if-write, never",
      unknownCoding: "bad-response, unknown-if-write, never",
      tooLarge: "too-large, unknown-if-write, never",
    });
  });

  test("responses of cloud storage", () => {
    expect(rows(STORAGE_RULES)).toEqual({
      "3xx": "link-refused, not-executed, never",
      403: "link-expired, failed, never",
      "400 ExpiredToken": "link-expired, failed, never",
      404: "not-found, failed, never",
      408: "unavailable, failed, if-safe",
      425: "unavailable, failed, if-safe",
      429: "unavailable, failed, if-safe",
      "5xx": "unavailable, failed, if-safe",
      other: "bad-response, failed, never",
    });
  });

  test("responses of token services", () => {
    expect(rows(SIGN_IN_RULES)).toEqual({
      408: "unavailable, not-executed, always",
      425: "unavailable, not-executed, always",
      429: "throttled, not-executed, always",
      502: "unavailable, not-executed, always",
      503: "unavailable, not-executed, always",
      504: "unavailable, not-executed, always",
      "5xx": "unavailable, not-executed, never",
      other: "auth, not-executed, never",
    });
  });

  test("connections", () => {
    expect(CONNECTION_RULES.map((rule) => `${rule.fault}: ${short(rule)}`)).toEqual([
      "proxy-refused: transport, not-executed, never",
      "proxy-silent: transport, not-executed, once-if-safe",
      "not-tls: transport, not-executed, never",
      "certificate-dates: transport, not-executed, never",
      "certificate-name: transport, not-executed, never",
      "tls: transport, not-executed, never",
      "certificate: transport, not-executed, never",
      "not-connected: transport, not-executed, always",
      "address-refused: link-refused, not-executed, never",
      "too-large: too-large, unknown-if-write, never",
      "malformed: bad-response, unknown-if-write, never",
      "not-sent: transport, not-executed, always",
      "silent: timeout, unknown-if-write, if-safe",
      "broken: transport, unknown-if-write, if-safe",
    ]);
  });
});

describe("which row applies", () => {
  test("a status has its own row, that of its class, or `other`", () => {
    expect(workspaceRule(408)).toBe(WORKSPACE_RULES[408]);
    expect(workspaceRule(302)).toBe(WORKSPACE_RULES["3xx"]);
    expect(workspaceRule(507)).toBe(WORKSPACE_RULES["5xx"]);
    expect(workspaceRule(400)).toBe(WORKSPACE_RULES["4xx"]);
    expect(workspaceRule(999)).toBe(WORKSPACE_RULES.other);
    expect(storageRule(400, "<Code>ExpiredToken</Code>")).toBe(STORAGE_RULES["400 ExpiredToken"]);
    expect(storageRule(400, "<Code>InvalidRange</Code>")).toBe(STORAGE_RULES.other);
    expect(storageRule(404, "<Code>ExpiredToken</Code>")).toBe(STORAGE_RULES[404]);
    expect(signInRule(302)).toBe(SIGN_IN_RULES.other);
  });

  test.each([
    ["not-connected", "ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH UND_ERR_CONNECT_TIMEOUT"],
    ["certificate", "DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["certificate-dates", "CERT_HAS_EXPIRED CERT_NOT_YET_VALID"],
    ["certificate-name", "ERR_TLS_CERT_ALTNAME_INVALID HOSTNAME_MISMATCH"],
    ["not-tls", "ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_PACKET_LENGTH_TOO_LONG"],
    ["tls", "EPROTO ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE"],
    ["proxy-refused", "PROXY_REFUSED"],
    ["proxy-silent", "PROXY_SILENT PROXY_NOT_HTTP"],
    ["address-refused", "ERR_ADDRESS_REFUSED"],
    ["too-large", "UND_ERR_RES_EXCEEDED_MAX_SIZE"],
    ["malformed", "UND_ERR_HEADERS_OVERFLOW UND_ERR_RES_CONTENT_LENGTH_MISMATCH NOT_HTTP HPE_INVALID_CONSTANT"],
    ["malformed", "Z_DATA_ERROR ERR__ERROR_FORMAT_BROTLI_PADDING_1 ERR_BROTLI_DECODE"],
  ])("%s, whether or not bytes were written: %s", (fault, codes) => {
    for (const code of codes.split(" ")) {
      expect(connectionRule(code, true).fault).toBe(fault);
      expect(connectionRule(code, false).fault).toBe(fault);
    }
  });

  test.each([
    ["silent", "UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT"],
    ["broken", "ECONNRESET EPIPE UND_ERR_SOCKET ETIMEDOUT NO_CODE"],
  ])("%s once bytes may have been written, not-sent before: %s", (fault, codes) => {
    for (const code of codes.split(" ")) {
      expect(connectionRule(code, true).fault).toBe(fault);
      expect(connectionRule(code, false).fault).toBe("not-sent");
    }
  });
});

test("an outcome that depends on the request: a read failed, the effect of a write is unknown", () => {
  const outcomes = (status: number) =>
    [false, true].map((changes) => applyRule(workspaceRule(status), { changes }).outcome);
  expect(outcomes(408)).toEqual(["failed", "unknown"]);
  expect(outcomes(425)).toEqual(["failed", "unknown"]);
  expect(outcomes(999)).toEqual(["failed", "unknown"]);
  expect(outcomes(404)).toEqual(["failed", "failed"]);
});

test("U08 a transient message allows a retry that the status alone does not", () => {
  for (const message of TRANSIENT_MESSAGES) {
    expect(replayAfterResponse(400, `Error: ${message} 5`)).toBe("if-safe");
    expect(replayAfterResponse(500, message)).toBe("if-safe");
  }
  expect(replayAfterResponse(400, "Cluster 5 is not ready")).toBe("never");
  expect(replayAfterResponse(429, "Unexpected error")).toBe("always");
  expect(replayAfterResponse(503, "")).toBe("if-safe");
});

test.each([
  ["always", { safe: [true, true, true, false], unsafe: [true, true, true, false] }],
  ["if-safe", { safe: [true, true, true, false], unsafe: [false, false, false, false] }],
  ["once-if-safe", { safe: [true, false, false, false], unsafe: [false, false, false, false] }],
  ["never", { safe: [false, false, false, false], unsafe: [false, false, false, false] }],
] as const)("replay %s, by attempt", (replay, expected) => {
  const attempts = Array.from({ length: MAX_ATTEMPTS }, (_, i) => i + 1);
  expect(attempts.map((attempt) => mayRetry(replay, true, attempt))).toEqual(expected.safe);
  expect(attempts.map((attempt) => mayRetry(replay, false, attempt))).toEqual(expected.unsafe);
});

test("the wait grows by a second per attempt, or follows a longer Retry-After, with 50 to 750 ms of jitter", () => {
  expect([1, 2, 3].map((attempt) => waitBeforeRetry(attempt, undefined, 0))).toEqual([1050, 2050, 3050]);
  expect(waitBeforeRetry(1, undefined, 1)).toBe(1750);
  expect(waitBeforeRetry(1, 4000, 0)).toBe(4050);
  expect(waitBeforeRetry(3, 500, 0)).toBe(3050);
  expect(waitBeforeRetry(99, undefined, 0)).toBe(10_050);
});
