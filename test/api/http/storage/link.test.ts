import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../../../src/api/http/errors.ts";
import { guardedLookup, isForbiddenAddress } from "../../../../src/api/http/storage/address.ts";
import { assertLink } from "../../../../src/api/http/storage/link.ts";
import type { TransportOptions } from "../../../../src/api/http/transport.ts";
import { apiClient, failureOf, virtualClock } from "../../../support/api-client.ts";
import { faultServer } from "../../../support/fault-server.ts";
import { TOKEN } from "../../../support/workspace.ts";

const S3 = "https://bucket.s3.eu-west-1.amazonaws.com/key?X-Amz-Signature=c4n4ry";
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const quick = (origin: string, transport: Partial<TransportOptions> = {}) =>
  apiClient(origin, { tuning: { clock: virtualClock(), transport } });

describe("D06 an expired link", () => {
  test.each([
    ["S3", 403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"],
    ["S3 session", 400, "<Error><Code>ExpiredToken</Code></Error>"],
    ["Azure", 403, "\ufeff<?xml version='1.0'?><Error><Code>AuthenticationFailed</Code></Error>"],
    ["GCS", 400, "<?xml version='1.0'?><Error><Code>ExpiredToken</Code></Error>"],
  ])("%s: kind link-expired, one request, no markup", async (_name, status, body) => {
    const server = await faultServer((_request, response) => response.writeHead(status).end(body));
    const error = await failureOf(quick(server.origin).download({ url: `${server.origin}/chunk?sig=c4n4ry` }));
    expect(error).toMatchObject({ kind: "link-expired", status, outcome: "failed" });
    expect(`${error.message}${error.next}${error.stack}`).not.toMatch(/<|c4n4ry/);
    expect(server.received).toHaveLength(1);
  });

  test("a busy storage is retried, a missing object is not", async () => {
    const server = await faultServer((request, response, n) => {
      if (request.url === "/gone") response.writeHead(404).end();
      else if (n === 0) response.writeHead(503, { "retry-after": "3" }).end("<Error><Code>SlowDown</Code></Error>");
      else response.end("rows");
    });
    expect(text(await quick(server.origin).download({ url: `${server.origin}/chunk` }))).toBe("rows");
    expect(server.received).toHaveLength(2);
    expect(await failureOf(quick(server.origin).download({ url: `${server.origin}/gone` }))).toMatchObject({
      kind: "not-found",
    });
  });
});

test("D07 storage receives the returned headers and none of ours", async () => {
  const server = await faultServer((_request, response) => response.end("rows"));
  const headers = {
    "x-amz-server-side-encryption-customer-key": "k",
    Authorization: `Bearer ${TOKEN}`,
    Cookie: "a=b",
    "X-Databricks-Org-Id": "1",
    Host: "evil.example",
  };
  const api = quick(server.origin).bind({ traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
  expect(text(await api.download({ url: `${server.origin}/chunk?sig=1`, headers }))).toBe("rows");
  const seen = server.received[0]?.headers ?? {};
  expect(seen["x-amz-server-side-encryption-customer-key"]).toBe("k");
  expect(Object.keys(seen).filter((name) => /auth|cookie|databricks|trace/i.test(name))).toEqual([]);
  expect(seen.host).toBe(`127.0.0.1:${server.port}`);
  expect(JSON.stringify(seen)).not.toContain(TOKEN);
});

describe("D08 X12 links that are refused before anything connects", () => {
  test.each([
    "http://bucket.s3.eu-west-1.amazonaws.com/k",
    "https://169.254.169.254/latest/meta-data",
    "https://metadata.google.internal/",
    "https://10.0.0.1/k",
    "https://[::1]/k",
    "https://[::ffff:10.0.0.1]/k",
    "https://0x7f000001/k",
    "https://2130706433/k",
    "https://127.1/k",
    "https://localhost/k",
    "https://evil.example/k",
    "https://s3.amazonaws.com.evil.example/k",
    "https://evil-s3.amazonaws.com/k",
    "https://ec2-1-2-3-4.compute-1.amazonaws.com/k",
    "https://s3.execute-api.eu-west-1.amazonaws.com/k",
    "https://amazonaws.com/k",
    "https://blob.core.windows.net/k",
    "https://evilblob.core.windows.net/k",
    "https://storage.googleapis.com.evil.example/k",
    "https://evilstorage.googleapis.com/",
    "https://user:pw@bucket.s3.eu-west-1.amazonaws.com/k",
    "https://bucket.s3.eu-west-1.amazonaws.com:8443/k",
    "https://bucket.s3.eu-west-1.amazonaws.com\\@evil.example/k",
    "//bucket.s3.eu-west-1.amazonaws.com/k",
    "ftp://bucket.s3.amazonaws.com/k",
    "file:///etc/passwd",
    "data:text/plain,x",
    "https://bucket.s3.eu-west-1.amazonaws.com./k",
    "https://bucket.s3.eu-west-1.amazonaws.com/k\r\nx: y",
    "",
    "not a link",
  ])("%j", (url) => {
    expect(() => assertLink({ url }, {})).toThrow(ApiError);
    try {
      assertLink({ url }, {});
    } catch (error) {
      expect(error).toMatchObject({ kind: "link-refused", outcome: "not-executed" });
      if (url.length > 5) expect(String(error)).not.toContain(url);
    }
  });

  test.each([
    S3,
    "https://s3.amazonaws.com/bucket/k",
    "https://bucket.s3-us-west-2.amazonaws.com/k",
    "https://bucket.s3.dualstack.us-gov-west-1.amazonaws.com/k",
    "https://bucket.s3.cn-north-1.amazonaws.com.cn/k",
    "https://acc.blob.core.windows.net/c/k?sig=1",
    "https://acc.dfs.core.windows.net/c/k",
    "https://storage.googleapis.com/b/k",
    "https://b.storage.googleapis.com/k",
  ])("cloud storage is accepted: %s", (url) => {
    expect(assertLink({ url }, {}).url).toBe(url);
  });

  test("an operator can add storage hosts; loopback only with --insecure-loopback", () => {
    expect(assertLink({ url: "https://minio.example.com/k" }, { storageHosts: [".example.com"] }).url).toContain(
      "minio",
    );
    expect(() => assertLink({ url: "https://minio.example.com/k" }, { storageHosts: ["ample.com"] })).toThrow(ApiError);
    expect(assertLink({ url: "http://127.0.0.1:9/k" }, { insecureLoopback: true }).url).toBe("http://127.0.0.1:9/k");
    expect(() => assertLink({ url: "http://127.0.0.1:9/k" }, {})).toThrow(ApiError);
    expect(() => assertLink({ url: "http://localhost:9/k" }, { insecureLoopback: true })).toThrow(ApiError);
    expect(() => assertLink({ url: S3, headers: { "x\r\ny": "1" } }, {})).toThrow(ApiError);
    expect(() => assertLink({ url: S3, headers: { x: "1\r\ny: 2" } }, {})).toThrow(ApiError);
  });

  test("a redirect from storage is not followed", async () => {
    const second = await faultServer((_request, response) => response.end("secret"));
    const server = await faultServer((_request, response) =>
      response.writeHead(302, { location: `${second.origin}/` }).end(),
    );
    expect(await failureOf(quick(server.origin).download({ url: `${server.origin}/chunk` }))).toMatchObject({
      kind: "link-refused",
    });
    expect(second.connections.total).toBe(0);
  });

  test("a storage name that resolves to a private address is not connected to", async () => {
    for (const address of ["10.1.2.3", "127.0.0.1", "169.254.169.254", "::1", "::ffff:192.168.0.1", "fd00::1"]) {
      const lookup: TransportOptions["lookup"] = (_hostname, _options, callback) =>
        callback(null, [
          { address: "52.1.1.1", family: 4 },
          { address, family: address.includes(":") ? 6 : 4 },
        ]);
      const error = await failureOf(
        quick("https://adb-1.2.azuredatabricks.net", { direct: true, lookup }).download({ url: S3 }),
      );
      expect(error).toMatchObject({ kind: "link-refused", outcome: "not-executed" });
      expect(error.message).not.toContain("c4n4ry");
    }
  });
});

test("the guarded resolver returns addresses in the requested form", () => {
  const resolve: TransportOptions["lookup"] = (_hostname, _options, callback) =>
    callback(null, [{ address: "52.1.1.1", family: 4 }]);
  const answers: unknown[] = [];
  guardedLookup(resolve)("x", {}, (...answer) => answers.push(answer));
  guardedLookup(resolve)("x", { all: true }, (...answer) => answers.push(answer));
  guardedLookup((_h, _o, callback) => callback(null, []))("x", { all: true }, (error) =>
    answers.push(error instanceof Error),
  );
  expect(answers).toEqual([[null, "52.1.1.1", 4], [null, [{ address: "52.1.1.1", family: 4 }]], true]);
});

test("private, loopback and link-local addresses are refused, however they are embedded", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const inside = fc.oneof(
    fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
  );
  fc.assert(
    fc.property(inside, (octets) => {
      const v4 = octets.join(".");
      const [a, b, c, d] = octets;
      const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      for (const form of [
        v4,
        `::ffff:${v4}`,
        `::ffff:${hex}`,
        `::${v4}`,
        `0:0:0:0:0:ffff:${hex}`,
        `64:ff9b::${v4}`,
        `2002:${hex}::1`,
      ]) {
        expect(isForbiddenAddress(form)).toBe(true);
        if (!form.includes(":"))
          expect(() => assertLink({ url: `https://${form}/k` }, { storageHosts: [form] })).toThrow(ApiError);
      }
    }),
    { numRuns: 300 },
  );
  for (const open of ["52.1.1.1", "::ffff:52.1.1.1", "2600:1f18::1", "64:ff9b::52.1.1.1", "172.32.0.1", "100.128.0.1"])
    expect(isForbiddenAddress(open)).toBe(false);
  for (const shut of ["fe80::1%eth0", "fe80::1", "fc00::1", "ff02::1", "::", "::1", "nonsense", ""])
    expect(isForbiddenAddress(shut)).toBe(true);
});
