import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseHost } from "../../../src/api/http/host.ts";

describe("X06 the workspace's address", () => {
  test.each([
    ["adb-1.2.azuredatabricks.net", "https://adb-1.2.azuredatabricks.net"],
    ["https://adb-1.2.azuredatabricks.net/", "https://adb-1.2.azuredatabricks.net"],
    [" HTTPS://ADB-1.2.AzureDatabricks.net:443/?o=7474 ", "https://adb-1.2.azuredatabricks.net"],
    ["https://adb-1.2.azuredatabricks.net/?o=7474#notebook/1", "https://adb-1.2.azuredatabricks.net"],
    ["dbc-a1b2.cloud.databricks.com", "https://dbc-a1b2.cloud.databricks.com"],
    ["https://1.gcp.databricks.com", "https://1.gcp.databricks.com"],
    ["https://adb-1.2.databricks.azure.us", "https://adb-1.2.databricks.azure.us"],
    ["https://adb-1.2.databricks.azure.cn", "https://adb-1.2.databricks.azure.cn"],
  ])("%s", (text, origin) => {
    expect(parseHost(text)).toEqual({ origin });
  });

  test.each([
    "",
    " ",
    "https://",
    "http://adb-1.2.azuredatabricks.net",
    "ftp://adb-1.2.azuredatabricks.net",
    "https://user:hunter2@adb-1.2.azuredatabricks.net",
    "https://adb-1.2.azuredatabricks.net@evil.example",
    "https://adb-1.2.azuredatabricks.net:8443",
    "https://adb-1.2.azuredatabricks.net/api/2.0",
    "https://adb-1.2.azuredatabricks.net//evil",
    "https://adb-1.2.azuredatabricks.net\\@evil.example",
    "https:\\\\evil.example",
    "//adb-1.2.azuredatabricks.net",
    "https://adb-1.2.azuredatabricks.net?x=1",
    "https://evil.example",
    "https://evilazuredatabricks.net",
    "https://azuredatabricks.net",
    "https://azuredatabricks.net.evil.example",
    "https://adb.azuredatabricks.net.",
    "https://-a.azuredatabricks.net",
    "https://a..azuredatabricks.net",
    "https://a%2eb.azuredatabricks.net",
    "https://аdb.azuredatabricks.net",
    "https://adb\t.azuredatabricks.net",
    "https://adb\n.azuredatabricks.net",
    "https://10.0.0.1",
    "https://0x7f000001",
    "https://2130706433",
    "https://127.0.0.1",
    "http://127.0.0.1:80",
    "http://localhost:80",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "javascript:alert(1)",
    `https://${"a".repeat(300)}.azuredatabricks.net`,
  ])("refused: %j", (text) => {
    const result = parseHost(text);
    expect(result).toHaveProperty("problem");
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });

  test("plain http only on loopback under --insecure-loopback", () => {
    const insecure = { insecureLoopback: true };
    expect(parseHost("http://127.0.0.1:8080/", insecure)).toEqual({ origin: "http://127.0.0.1:8080" });
    expect(parseHost("http://[::1]:8080", insecure)).toEqual({ origin: "http://[::1]:8080" });
    for (const no of [
      "http://adb-1.2.azuredatabricks.net",
      "http://10.0.0.1",
      "http://localhost:80",
      "http://127.0.0.1.evil.example",
      "http://127.1",
      "http://0x7f.1",
      "http://2130706433",
      "http://[::ffff:7f00:1]",
      "http://127.0.0.1:99999",
      "http://127.0.0.1:80@evil.example",
      "file://127.0.0.1",
    ]) {
      expect(parseHost(no, insecure)).toHaveProperty("problem");
    }
  });

  test("an operator can add domains", () => {
    const suffixes = [".databricks.example.com", "exact.example.org"];
    expect(parseHost("ws.databricks.example.com", { suffixes })).toHaveProperty("origin");
    expect(parseHost("exact.example.org", { suffixes })).toHaveProperty("origin");
    for (const no of ["databricks.example.com", "evildatabricks.example.com", "notexact.example.org"]) {
      expect(parseHost(no, { suffixes })).toHaveProperty("problem");
    }
    expect(parseHost("evil.example", { suffixes: ["", "."] })).toHaveProperty("problem");
  });

  test("every accepted host is https at a known domain", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom(
        "https://",
        "http://",
        "@",
        ":",
        "/",
        "\\",
        ".azuredatabricks.net",
        "adb-1",
        "evil.example",
        "127.0.0.1",
        "%00",
        "?",
        "#",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const result = parseHost(pieces.join(""));
        if (!("origin" in result)) return;
        const url = new URL(result.origin);
        expect(url.origin).toBe(result.origin);
        expect(url.protocol).toBe("https:");
        expect(url.hostname).toMatch(/^[a-z0-9.-]+\.azuredatabricks\.net$/);
      }),
      { numRuns: 1000 },
    );
  });
});
