import { describe, expect, test } from "vitest";
import { connect } from "../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const HOME = "/Users/ana@example.com";
const URI = "databricks://workspace/{+path}";

const TREE: Record<string, object[]> = {
  "/": [
    { object_type: "DIRECTORY", path: "/Shared", object_id: 1 },
    { object_type: "DIRECTORY", path: "/Users", object_id: 2 },
  ],
  [HOME]: [
    { object_type: "DIRECTORY", path: `${HOME}/etl`, object_id: 3 },
    { object_type: "NOTEBOOK", path: `${HOME}/explore it`, object_id: 4, language: "SQL" },
    { object_type: "FILE", path: `${HOME}/cfg.json`, object_id: 5, size: 2 },
    { object_type: "LIBRARY", path: `${HOME}/old.jar`, object_id: 6 },
  ],
};
const missing = platformError(404, "RESOURCE_DOES_NOT_EXIST", "Path doesn't exist.");

function workspace() {
  const objects = new Map(
    Object.values(TREE)
      .flat()
      .map((object) => ["path" in object ? object.path : "", object]),
  );
  objects.set(HOME, { object_type: "DIRECTORY", path: HOME });
  on("GET /api/2.0/preview/scim/v2/Me", { userName: "ana@example.com" });
  on("GET /api/2.0/workspace/get-status", ({ query }: Seen) => objects.get(query.path) ?? missing.clone());
  return on("GET /api/2.0/workspace/list", ({ query }: Seen) => {
    const found = TREE[String(query.path)];
    return found ? { objects: found } : missing.clone();
  });
}

const exported = (content: string | Uint8Array) =>
  on("GET /api/2.0/workspace/export", { content: Buffer.from(content).toString("base64") });

describe("read", () => {
  test("a folder is read as a list", async () => {
    workspace();
    const { client } = await connect();
    const { contents } = await client.readResource({ uri: `databricks://workspace${HOME}` });
    expect(contents).toMatchObject([{ mimeType: "application/json" }]);
    const [first] = contents;
    expect(JSON.parse(first && "text" in first ? first.text : "")).toMatchObject({
      path: HOME,
      objects: [{ path: `${HOME}/etl` }, { path: `${HOME}/explore it` }, { size: 2 }, { object_type: "LIBRARY" }],
    });
  });

  test("a notebook is read as source code, with its language's MIME type", async () => {
    workspace();
    const seen = exported("-- Databricks notebook source\nSELECT 1");
    const { client } = await connect();
    const uri = `databricks://workspace${HOME}/explore%20it`;
    const { contents } = await client.readResource({ uri });
    expect(contents).toEqual([{ uri, mimeType: "application/sql", text: "-- Databricks notebook source\nSELECT 1" }]);
    expect(seen[0]?.query).toEqual({ path: `${HOME}/explore it`, format: "SOURCE" });
  });

  test("a file is read unchanged; for a binary file the contents name the tool to download it", async () => {
    workspace();
    exported("{}");
    const { client } = await connect();
    const uri = `databricks://workspace${HOME}/cfg.json`;
    expect((await client.readResource({ uri })).contents).toEqual([{ uri, mimeType: "application/json", text: "{}" }]);
    exported(new Uint8Array([0, 255]));
    const [first] = (await client.readResource({ uri })).contents;
    const { uri: link } = JSON.parse(first && "text" in first ? first.text : "");
    expect((await client.readResource({ uri: link })).contents).toMatchObject([{ blob: "AP8=" }]);
  });

  test("a missing object is an error with the path", async () => {
    workspace();
    const { client } = await connect();
    await expect(client.readResource({ uri: "databricks://workspace/Shared/none" })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("Nothing exists at /Shared/none. List /Shared"),
    });
  });

  test("X04 a path with .. is refused before a request is sent", async () => {
    const seen = on("GET /api/2.0/workspace/get-status", {});
    const { client } = await connect();
    await expect(client.readResource({ uri: "databricks://workspace/Users/%2e%2e/Shared" })).rejects.toThrow(
      /must not contain/,
    );
    expect(seen).toHaveLength(0);
  });
});

describe("list", () => {
  test("contains the caller's home folder and its readable objects", async () => {
    workspace();
    const { client } = await connect({ resources: await own() });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri, description, size }) => [uri, description, size])).toEqual([
      ["databricks://workspace/Users/ana%40example.com", "The caller's home folder", undefined],
      ["databricks://workspace/Users/ana%40example.com/etl", "DIRECTORY", undefined],
      ["databricks://workspace/Users/ana%40example.com/explore%20it", "NOTEBOOK SQL", undefined],
      ["databricks://workspace/Users/ana%40example.com/cfg.json", "FILE", 2],
    ]);
    // Every listed object can be read.
    exported("SELECT 1");
    expect((await client.readResource({ uri: resources[2]?.uri ?? "" })).contents).toMatchObject([
      { text: "SELECT 1" },
    ]);
  });
});

/** Only this resource: the others ask other endpoints for their lists. */
const own = async () => Object.values(await import("../../src/resources/workspace.ts"));

describe("completion of path", () => {
  const complete = async (typed: string) => {
    const listed = workspace();
    const { client } = await connect();
    const ask = async () =>
      (await client.complete({ ref: { type: "ref/resource", uri: URI }, argument: { name: "path", value: typed } }))
        .completion.values;
    return { values: await ask(), again: await ask(), listed };
  };

  test("contains the children of the deepest folder, from a cached list", async () => {
    const { values, again, listed } = await complete("Users/ana@example.com/e");
    expect(values).toEqual(["Users/ana@example.com/etl/", "Users/ana@example.com/explore it"]);
    expect(again).toEqual(values);
    expect(listed.length).toBeLessThanOrEqual(2);
  });

  test("keeps a typed leading slash", async () => {
    expect((await complete("/S")).values).toEqual(["/Shared/"]);
  });

  test("starts with the home folder without typed text", async () => {
    expect((await complete("")).values).toEqual(["Users/ana@example.com/", "Shared/", "Users/"]);
  });

  test("is empty for a missing folder", async () => {
    expect((await complete("none/x")).values).toEqual([]);
  });
});
