import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "223C6A5C0E4B1F2D";
const ONE = `GET /api/2.0/global-init-scripts/${ID}` as const;
const PATCH = `PATCH /api/2.0/global-init-scripts/${ID}` as const;
const POST = "POST /api/2.0/global-init-scripts";

const text = "#!/bin/bash\necho café\n";
const base64 = Buffer.from(text).toString("base64");
const script = {
  script_id: ID,
  name: "certs",
  position: 0,
  enabled: true,
  created_by: "ana@example.com",
  created_at: 1768400000000,
  updated_by: "ana@example.com",
  updated_at: 1768400000000,
};
/** The script as questions name it. */
const NAMED = `global init script "certs" (id ${ID}, state "enabled", creator "ana@example.com")`;
const ROOT =
  "It runs as root on every node of every cluster from the next start on. If it fails, clusters cannot start.";
const SHOWN = ["The script:", "| #!/bin/bash", "| echo café", "| "];
const summary = {
  script_id: ID,
  name: "certs",
  enabled: true,
  position: 0,
  updated_by: "ana@example.com",
  updated_at: "2026-01-14T14:13:20Z",
};

describe("list_global_init_scripts", () => {
  test("lists scripts in execution order", async () => {
    const { call } = await connect();
    on("GET /api/2.0/global-init-scripts", { scripts: [{ ...script, position: 1, script_id: "B" }, script] });
    expect((await call("list_global_init_scripts")).structuredContent).toEqual({
      scripts: [summary, { ...summary, position: 1, script_id: "B" }],
    });
  });
});

describe("get_global_init_script", () => {
  test("returns the script with its text", async () => {
    const { call } = await connect();
    on(ONE, { ...script, script: base64 });
    const result = await call("get_global_init_script", { script_id: ID });
    expect(result.structuredContent).toEqual({
      ...summary,
      created_by: "ana@example.com",
      created_at: "2026-01-14T14:13:20Z",
      script: text,
    });
  });
});

describe("create_global_init_script", () => {
  test("asks before it creates an enabled script, which runs on every cluster", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(POST, { script_id: ID });
    const result = await call("create_global_init_script", { name: "certs", script: text, enabled: true, position: 0 });
    expect(questions).toEqual([asked('Create and enable global init script "certs" (position "0")?', ROOT, ...SHOWN)]);
    expect(seen.map(({ body }) => body)).toEqual([{ name: "certs", script: base64, enabled: true, position: 0 }]);
    expect(result.structuredContent).toEqual({ script_id: ID, enabled: true });
  });

  test("asks differently for a script that is not enabled", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(POST, { script_id: ID });
    const result = await call("create_global_init_script", { name: "certs", script: text });
    expect(questions).toEqual([
      asked('Create global init script "certs"?', "It is not enabled: no cluster runs it yet.", ...SHOWN),
    ]);
    expect(seen[0]?.body).toEqual({ name: "certs", script: base64 });
    expect(result.structuredContent).toEqual({ script_id: ID, enabled: false });
  });

  test.each([
    ["echo hello", "script: must begin with an interpreter line, e.g. #!/bin/bash"],
    [`#!/bin/bash\n${"é".repeat(40_000)}`, "script: must be at most 64 KiB"],
  ])("refuses a script that clusters cannot run", async (script, problem) => {
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_global_init_script", { name: "x", script }))).toContain(problem);
  });
});

describe("update_global_init_script", () => {
  test("sends name and script with every change", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(ONE, { ...script, script: base64 });
    const seen = on(PATCH, {});
    const result = await call("update_global_init_script", { script_id: ID, enabled: false });
    expect(questions).toEqual([asked(`Disable ${NAMED}?`, "Clusters then start without it.")]);
    expect(seen.map(({ body }) => body)).toEqual([{ name: "certs", script: base64, enabled: false }]);
    expect(result.structuredContent).toEqual({ script_id: ID, name: "certs", enabled: false });
  });

  test("asks before it changes the text of an enabled script", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(ONE, { ...script, script: base64 });
    const seen = on(PATCH, {});
    await call("update_global_init_script", { script_id: ID, script: "#!/bin/sh\ntrue\n", name: "other" });
    expect(questions).toEqual([
      asked(
        `Change ${NAMED}?`,
        'It is renamed to "other".',
        'Its current text of "2 lines" is replaced.',
        ROOT,
        "The script:",
        "| #!/bin/sh",
        "| true",
        "| ",
      ),
    ]);
    expect(seen[0]?.body).toEqual({ name: "other", script: Buffer.from("#!/bin/sh\ntrue\n").toString("base64") });
  });
});

test("update_global_init_script shows the whole script before it enables it", async () => {
  const { call, questions } = await connect({ answer: yes });
  on(ONE, { ...script, enabled: false, script: base64 });
  on(PATCH, {});
  await call("update_global_init_script", { script_id: ID, enabled: true });
  expect(questions).toEqual([asked(`Enable ${NAMED.replace("enabled", "disabled")}?`, ROOT, ...SHOWN)]);
});

test("a script too long to show is refused", async () => {
  const { call, questions } = await connect({ answer: yes });
  const long = `#!/bin/bash\n${"echo\n".repeat(2000)}`;
  const result = await call("create_global_init_script", { name: "x", script: long, enabled: true });
  expect(textOf(result)).toContain("its script has 10012 characters, and a question shows at most 8000");
  expect(questions).toEqual([]);
});

describe("delete_global_init_script", () => {
  test("asks with the name, then deletes it", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(ONE, { ...script, script: base64 });
    const seen = on(`DELETE /api/2.0/global-init-scripts/${ID}`, {});
    const result = await call("delete_global_init_script", { script_id: ID });
    expect(questions).toEqual([
      asked(`Permanently delete ${NAMED}?`, "Its text is permanently lost. Clusters then start without it."),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ script_id: ID, name: "certs", deleted: true });
  });
});

const calls: [string, object][] = [
  ["create_global_init_script", { name: "certs", script: text }],
  ["update_global_init_script", { script_id: ID, position: 3 }],
  ["delete_global_init_script", { script_id: ID }],
];

test.each(calls)("a protection on the script's name blocks %s", async (name, args) => {
  const { call } = await connect({ settings: { protect: ["certs"], confirm: "never" } });
  on(ONE, { ...script, script: base64 });
  expect(textOf(await call(name, { ...args }))).toContain("the operator protects this object");
});
