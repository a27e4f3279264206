import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
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
    expect(questions[0]).toContain(
      'Create global init script "certs" (2 lines), enabled? It runs as root on every node',
    );
    expect(seen.map(({ body }) => body)).toEqual([{ name: "certs", script: base64, enabled: true, position: 0 }]);
    expect(result.structuredContent).toEqual({ script_id: ID, enabled: true });
  });

  test("asks differently for a script that is not enabled", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(POST, { script_id: ID });
    const result = await call("create_global_init_script", { name: "certs", script: text });
    expect(questions[0]).toContain("without enabling it?");
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
    expect(questions[0]).toContain(`Disable global init script "certs" (${ID})? Clusters then start without it.`);
    expect(seen.map(({ body }) => body)).toEqual([{ name: "certs", script: base64, enabled: false }]);
    expect(result.structuredContent).toEqual({ script_id: ID, name: "certs", enabled: false });
  });

  test("asks before it changes the text of an enabled script", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(ONE, { ...script, script: base64 });
    const seen = on(PATCH, {});
    await call("update_global_init_script", { script_id: ID, script: "#!/bin/sh\ntrue\n", name: "other" });
    expect(questions[0]).toContain("It runs as root on every node of every cluster");
    expect(seen[0]?.body).toEqual({ name: "other", script: Buffer.from("#!/bin/sh\ntrue\n").toString("base64") });
  });
});

describe("delete_global_init_script", () => {
  test("asks with the name, then deletes it", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(ONE, { ...script, script: base64 });
    const seen = on(`DELETE /api/2.0/global-init-scripts/${ID}`, {});
    const result = await call("delete_global_init_script", { script_id: ID });
    expect(questions[0]).toContain(`Permanently delete global init script "certs" (${ID})?`);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ script_id: ID, deleted: true });
  });
});
