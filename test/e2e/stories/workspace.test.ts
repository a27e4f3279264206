import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const folder = "/Users/ana@example.com/a story";
const path = `${folder}/überblick`;

test("creates, lists, exports, replaces and deletes a notebook and its folder", async () => {
  const { call, failure } = story;
  expect(await failure("list_workspace_objects", { path: folder })).toContain(
    "List /Users/ana@example.com to see its contents",
  );
  await call("create_directory", { path: folder });
  const content = "# Databricks notebook source\nprint('grüße')\n";
  await call("import_notebook", { path, content, language: "PYTHON" });
  expect(await call("list_workspace_objects", { path: folder })).toMatchObject({
    objects: [{ path, object_type: "NOTEBOOK", language: "PYTHON" }],
  });
  expect(await call("get_workspace_object", { path })).toMatchObject({ object_type: "NOTEBOOK", language: "PYTHON" });
  expect(await call("export_notebook", { path })).toMatchObject({ content });

  const changed = content.replace("grüße", "bis bald");
  expect(await failure("import_notebook", { path, content: changed, language: "PYTHON" })).toContain("overwrite");
  await call("import_notebook", { path, content: changed, language: "PYTHON", overwrite: true });
  expect(await call("export_notebook", { path })).toMatchObject({ content: changed });

  expect(await failure("delete_workspace_object", { path: folder })).toContain("recursive");
  await call("delete_workspace_object", { path: folder, recursive: true });
  expect(await failure("get_workspace_object", { path })).toContain("does not have this object");
});
