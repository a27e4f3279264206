import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("creates, lists, reads, replaces and deletes files in a volume", async () => {
  const { call, failure } = story;
  const volume = "/Volumes/main/sales/exports";
  expect(await call("list_volume_files", { path: volume })).toMatchObject({
    contents: [{ path: `${volume}/README.md` }, { path: `${volume}/orders`, is_directory: true }],
  });

  const folder = `${volume}/story ü`;
  await call("create_volume_directory", { path: folder });
  await call("write_file", { path: `${folder}/a#1.csv`, content: "id\n1\n" });
  expect(await failure("write_file", { path: `${folder}/a#1.csv`, content: "" })).toContain("overwrite: true");
  await call("write_file", { path: `${folder}/a#1.csv`, content: "id\n1\n2\n", overwrite: true });
  expect(await call("get_volume_file", { path: `${folder}/a#1.csv` })).toMatchObject({
    is_directory: false,
    file_size: 7,
    last_modified: expect.stringMatching(/^20\d\d-/),
  });
  expect(await call("get_volume_file", { path: folder })).toEqual({ path: folder, is_directory: true });
  expect(await call("read_file", { path: `${folder}/a#1.csv`, offset: 3, length: 4 })).toMatchObject({
    content: "1\n2\n",
    bytes_read: 4,
  });
  await call("write_file", { path: `${folder}/empty`, content: "" });
  expect(await call("read_file", { path: `${folder}/empty` })).toMatchObject({ file_size: 0, content: "" });

  const first = await call("list_volume_files", { path: folder, limit: 1 });
  expect(first).toMatchObject({ contents: [{ path: `${folder}/a#1.csv`, file_size: 7 }] });
  const rest = await call("list_volume_files", { path: folder, limit: 1, page_token: first.next_page_token });
  expect(rest).toMatchObject({ contents: [{ path: `${folder}/empty` }] });
  expect(rest).not.toHaveProperty("next_page_token");

  expect(await failure("delete_volume_directory", { path: folder })).toContain("is not empty, nothing was deleted");
  for (const name of ["a#1.csv", "empty"]) await call("delete_volume_file", { path: `${folder}/${name}` });
  await call("delete_volume_directory", { path: folder });
  expect(await failure("read_file", { path: `${folder}/empty` })).toContain("Nothing exists at");
  expect(await failure("list_volume_files", { path: "/Volumes/main/sales/none" })).toContain(
    "Find volumes with list_volumes.",
  );
});

test("renaming and dropping a volume moves and deletes its files", async () => {
  const { call, failure } = story;
  await call("create_volume", { catalog_name: "main", schema_name: "sales", volume_name: "drops" });
  await call("write_file", { path: "/Volumes/main/sales/drops/a.txt", content: "a" });
  await call("update_volume", { full_name: "main.sales.drops", new_name: "kept" });
  expect(await call("read_file", { path: "/Volumes/main/sales/kept/a.txt" })).toMatchObject({ content: "a" });
  await call("delete_volume", { full_name: "main.sales.kept" });
  expect(await failure("read_file", { path: "/Volumes/main/sales/kept/a.txt" })).toContain("Nothing exists at");
});

test("a module stays a file, is copied with its folder, renamed and read", async () => {
  const { call, failure } = story;
  const folder = "/Users/ana@example.com/story-files";
  await call("create_directory", { path: folder });
  await call("write_file", { path: `${folder}/utils.py`, content: "def f():\n    return 1\n" });
  await call("import_notebook", { path: `${folder}/nb`, content: "print(1)", language: "PYTHON" });
  expect(await call("get_workspace_object", { path: `${folder}/utils.py` })).toMatchObject({ object_type: "FILE" });
  const copy = { source_path: folder, destination_path: "/Shared/story-files" };
  expect(await call("copy_file", copy)).toMatchObject({ objects: 2 });
  await call("move_file", { source_path: "/Shared/story-files/nb", destination_path: "/Shared/story-files/main" });
  expect(await call("read_file", { path: "/Shared/story-files/main" })).toMatchObject({
    content: expect.stringContaining("print(1)"),
  });
  expect(await failure("read_file", { path: "/Shared/story-files/nb" })).toContain("Nothing exists at");
  const landed = "/Volumes/main/sales/exports/utils.py";
  await call("copy_file", { source_path: "/Shared/story-files/utils.py", destination_path: landed });
  expect(await call("read_file", { path: landed })).toMatchObject({ content: "def f():\n    return 1\n" });
});
