import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("Python without a cluster: variables, functions and imports last, errors are shown", {
  timeout: 60_000,
}, async () => {
  const { call } = story;
  const run = (code: string) => call("run_code", { code });
  const first = await run(
    "import math\nclass Box:\n    def __init__(self, n): self.n = n\ndef twice(n):\n    return 2 * n\nbox = Box(21)\nlines = (n for n in [1])\nprint('made')",
  );
  expect(first).toMatchObject({ text: "made\n", note: "Not kept for the next call: lines." });
  expect(await run("twice(box.n) + math.floor(0.5)")).toMatchObject({ text: "42\n", sandbox: first.sandbox });
  const failed = await run("def later():\n    return 7\nx = 1\nx / 0");
  expect(failed).toMatchObject({ error: { summary: "ZeroDivisionError: division by zero" } });
  expect(JSON.stringify(failed)).toContain('File \\"<code>\\", line 4');
  // The part before the error has happened.
  expect(await run("later() + x")).toMatchObject({ text: "8\n" });
});

test("a run of its own on serverless compute", { timeout: 60_000 }, async () => {
  const { call } = story;
  const result = await call("run_code", { code: "print(6 * 7)", keep_state: false, wait_seconds: 30 });
  expect(result).toMatchObject({ text: "42", run_id: expect.stringMatching(/^\d+$/) });
  const parameters = { path: "/Users/ana@example.com/.run_code" };
  expect(await call("call_api", { operation: "workspace.list", parameters })).toEqual({ result: {} });
});

test("the files of the workspace and of volumes are in Python's file system", { timeout: 60_000 }, async () => {
  const { call, failure } = story;
  const home = "/Workspace/Users/ana@example.com";
  const code = `import glob, os, pathlib, shutil
os.chdir("/tmp")
project = pathlib.Path("${home}/project")
os.makedirs(project / "lib")
with open(project / "lib" / "sums.py", "w") as file:
    print("def total(xs):", "    return sum(xs)", sep="\\n", file=file)
for root, folders, files in os.walk(project):
    print(os.path.relpath(root, project), folders, files)
print(open(project / "lib" / "sums.py").read().splitlines()[0])
print([os.path.basename(path) for path in glob.glob("${home}/project/**/*.py", recursive=True)], project.is_dir(), (project / "nope").exists())
(project / "notes.txt").write_text("first")
shutil.copytree(project / "lib", project / "copy")
os.rename(project / "notes.txt", project / "copy" / "moved.txt")
print(sorted(os.listdir(project)), sorted(os.listdir(project / "copy")), os.path.getsize(project / "copy" / "moved.txt"))
shutil.rmtree(project / "copy")
print(sorted(os.listdir(project)), "ana@example.com" in os.listdir("/Workspace/Users"))
with os.scandir("/Volumes/main/sales/landing") as entries:
    print([(entry.name, entry.is_dir()) for entry in entries])
os.listdir("${home}/nowhere")`;
  const result = await call("run_code", { code });
  expect(String(result.text).split("\n")).toEqual([
    ". ['lib'] []",
    "lib [] ['sums.py']",
    "def total(xs):",
    "['sums.py'] True False",
    "['copy', 'lib'] ['moved.txt', 'sums.py'] 5",
    "['lib'] True",
    "[('orders', True)]",
    "",
  ]);
  expect(result).toMatchObject({ error: { summary: expect.stringContaining("FileNotFoundError") } });
  expect(JSON.stringify(result.error)).toContain(`${home}/nowhere`);
  // The tools see what Python wrote, and not what it removed.
  expect(await call("read_file", { path: `${home}/project/lib/sums.py` })).toMatchObject({
    content: expect.stringContaining("return sum(xs)"),
  });
  expect(await failure("read_file", { path: `${home}/project/copy/moved.txt` })).toContain("moved.txt");
});
