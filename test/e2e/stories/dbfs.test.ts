import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("creates, writes, reads, moves and deletes files and folders in DBFS", async () => {
  const { call, failure } = story;
  const folder = "/tmp/story";
  await call("create_dbfs_directory", { path: `dbfs:${folder}` });
  await call("write_dbfs_file", { path: `${folder}/small.txt`, content: "größe\n" });
  expect(await failure("write_dbfs_file", { path: `${folder}/small.txt`, content: "x" })).toContain("overwrite: true");
  await call("write_dbfs_file", { path: `${folder}/small.txt`, content: "neue größe\n", overwrite: true });
  expect(await call("read_dbfs_file", { path: `${folder}/small.txt` })).toMatchObject({
    content: "neue größe\n",
    file_size: 13,
  });

  const big = Buffer.alloc(2.5 * 2 ** 20, "0123456789");
  const written = await call("write_dbfs_file", {
    path: `${folder}/big.bin`,
    content: big.toString("base64"),
    encoding: "base64",
  });
  expect(written).toEqual({ path: `${folder}/big.bin`, file_size: big.length });
  expect(await call("read_dbfs_file", { path: `${folder}/big.bin`, offset: 2 ** 20 - 4, length: 8 })).toMatchObject({
    content: big.toString("latin1", 2 ** 20 - 4, 2 ** 20 + 4),
    next_offset: 2 ** 20 + 4,
  });

  await call("move_dbfs_file", { source_path: `${folder}/big.bin`, destination_path: `${folder}/kept/big.bin` });
  expect(await call("get_dbfs_file", { path: `${folder}/kept/big.bin` })).toMatchObject({ file_size: big.length });
  expect(await failure("get_dbfs_file", { path: `${folder}/big.bin` })).toContain(`List ${folder}`);
  expect(await call("list_dbfs_files", { path: folder })).toMatchObject({
    files: [
      { path: `${folder}/kept`, is_dir: true },
      { path: `${folder}/small.txt`, is_dir: false, file_size: 13 },
    ],
  });

  expect(await failure("delete_dbfs_file", { path: folder })).toContain("recursive: true");
  expect(await call("delete_dbfs_file", { path: folder, recursive: true })).toEqual({ path: folder, deleted: true });
  expect(await failure("list_dbfs_files", { path: folder })).toContain("Nothing exists at /tmp/story");
});
