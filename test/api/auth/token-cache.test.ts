import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemMachine } from "../../../src/api/auth/machine.ts";
import { findLogin, loginKeys, tokenCachePath, writeLogin } from "../../../src/api/auth/token-cache.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const HOST = "https://dbc-9.cloud.databricks.com";
const OTHERS = {
  version: 1,
  written_by: "the CLI",
  tokens: { "https://other.cloud.databricks.com": { access_token: "theirs", refresh_token: "r", unknown: 1 } },
};

/** A temporary home directory whose cache contains this text. */
function home(text?: string) {
  const folder = temporaryFolder("home ");
  const machine = { ...systemMachine({}), home: folder };
  const path = tokenCachePath(machine);
  if (text !== undefined) {
    mkdirSync(dirname(path));
    writeFileSync(path, text);
  }
  return { machine, path, json: () => JSON.parse(readFileSync(path, "utf8")) };
}

describe("a stored login", () => {
  test("is readable by its owner only; missing files and folders are created", () => {
    const { machine, path } = home();
    writeLogin(machine, "dev", { access_token: "a", refresh_token: "r", expiry: "2026-01-01T00:00:00Z" });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(findLogin(machine, ["dev"])).toMatchObject({ key: "dev", login: { access_token: "a", refresh_token: "r" } });
  });

  test("leaves all other entries and unknown fields unchanged", () => {
    const { machine, path, json } = home(JSON.stringify(OTHERS));
    chmodSync(path, 0o644);
    writeLogin(machine, "dev", { access_token: "a" });
    expect(json()).toEqual({ ...OTHERS, tokens: { ...OTHERS.tokens, dev: { access_token: "a" } } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeLogin(machine, "dev", undefined);
    expect(json()).toEqual(OTHERS);
    expect(readdirSync(dirname(path))).toEqual(["token-cache.json"]);
  });

  test("is written to the target of a symbolic link", () => {
    const { machine, path, json } = home();
    const target = join(machine.home, "elsewhere.json");
    writeFileSync(target, JSON.stringify(OTHERS));
    mkdirSync(dirname(path));
    symlinkSync(target, path);
    writeLogin(machine, "dev", { access_token: "a" });
    expect(JSON.parse(readFileSync(target, "utf8")).tokens.dev).toEqual({ access_token: "a" });
    expect(json().tokens).toHaveProperty("dev");
  });

  test.each(["not JSON", '{"version":2,"tokens":{}}', "[]"])("does not replace a file that contains %s", (text) => {
    const { machine, path } = home(text);
    expect(findLogin(machine, ["dev"])).toBeUndefined();
    expect(() => writeLogin(machine, "dev", { access_token: "a" })).toThrow(/not a token cache of version 1/);
    expect(readFileSync(path, "utf8")).toBe(text);
  });
});

test("a login is found by its profile first, then by its host; invalid entries are ignored", () => {
  const keys = loginKeys({ profile: "dev", host: HOST, accountId: "acc" });
  expect(keys).toEqual(["dev", HOST, `${HOST}/oidc/accounts/acc`]);
  const tokens = { dev: { refresh_token: "without access" }, [HOST]: { access_token: "a" } };
  const { machine } = home(JSON.stringify({ version: 1, tokens }));
  expect(findLogin(machine, keys)).toMatchObject({ key: HOST });
  expect(findLogin(machine, ["constructor", "toString"])).toBeUndefined();
});
