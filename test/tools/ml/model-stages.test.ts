import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/mlflow";
const KEY = { name: "churn", version: "3" };
const MOVE = { ...KEY, stage: "Production" };
const ACTIVITY = {
  id: "7",
  activity_type: "REQUESTED_TRANSITION",
  user_id: "ana@example.com",
  to_stage: "Production",
  comment: "Please",
  creation_timestamp: 1768400000000,
  available_actions: ["APPROVE_TRANSITION_REQUEST"],
};
const SEEN = {
  id: "7",
  activity_type: "REQUESTED_TRANSITION",
  user_id: "ana@example.com",
  to_stage: "Production",
  comment: "Please",
  creation_time: "2026-01-14T14:13:20Z",
};

/** Version 3 in the given stage, and version 2 in Production. */
const versions = (stage: string) =>
  on(`GET ${API}/model-versions/search`, {
    model_versions: [
      { ...KEY, current_stage: stage },
      { name: "churn", version: "2", current_stage: "Production" },
    ],
  });

describe("transition_model_version", () => {
  const moved = { model_version_databricks: { ...KEY, current_stage: "Production", status: "READY" } };

  test("a move to Staging needs no confirmation", async () => {
    versions("None");
    const seen = on(`POST ${API}/databricks/model-versions/transition-stage`, moved);
    const { call } = await connect();
    await call("transition_model_version", { ...MOVE, stage: "Staging" });
    expect(seen).toHaveLength(1);
  });

  test("a move out of Production asks", async () => {
    versions("Production");
    on(`POST ${API}/databricks/model-versions/transition-stage`, moved);
    const { call, questions } = await connect({ answer: yes });
    await call("transition_model_version", { ...MOVE, stage: "Archived" });
    expect(questions).toEqual([
      asked(
        'Move to Archived model version "churn version 3" (stage "Production")?',
        'It leaves "Production" for "Archived". Clients that load the model by stage no longer get it.',
      ),
    ]);
  });

  test("R3 a protected model is blocked, also without questions", async () => {
    versions("None");
    const { call } = await connect({ settings: { protect: ["churn"], confirm: "never" } });
    for (const stage of ["Staging", "Production"]) {
      const result = await call("transition_model_version", { ...MOVE, stage });
      expect(textOf(result)).toContain("the operator protects this object");
    }
  });

  test("a move to Production says what is there now, and which endpoints keep another version", async () => {
    versions("Staging");
    const served_models = [{ model_name: "churn", model_version: "2" }];
    on("GET /api/2.0/serving-endpoints", { endpoints: [{ name: "churn-live", config: { served_models } }] });
    const seen = on(`POST ${API}/databricks/model-versions/transition-stage`, moved);
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("transition_model_version", { ...MOVE, comment: "Go" });
    expect(questions).toEqual([
      asked(
        'Move to Production model version "churn version 3" (stage "Staging")?',
        'It moves from "Staging" to "Production". Clients that load the model by this stage can get it.',
        'These versions are in "Production" too: "2". Clients get the latest one.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({ ...MOVE, archive_existing_versions: false, comment: "Go" });
    expect(structuredContent).toEqual({
      ...MOVE,
      status: "READY",
      serving_other_versions: [{ endpoint: "churn-live", version: "2" }],
      next: expect.stringContaining("update_serving_endpoint"),
    });
  });

  test("asks before archiving other versions", async () => {
    versions("Production");
    on("GET /api/2.0/serving-endpoints", {});
    const seen = on(`POST ${API}/databricks/model-versions/transition-stage`, moved);
    const { call, questions } = await connect({ answer: yes });
    await call("transition_model_version", { ...MOVE, archive_existing_versions: true });
    expect(questions).toEqual([
      asked(
        'Move to Production model version "churn version 3" (stage "Production")?',
        'These versions, now in "Production", are moved to "Archived": "2".',
      ),
    ]);
    expect(seen).toHaveLength(1);
  });

  test("Unity Catalog models are refused, and so is an unknown stage", async () => {
    const { call } = await connect();
    const refused = async (args: object) => textOf(await call("transition_model_version", { ...MOVE, ...args }));
    expect(await refused({ name: "main.ml.churn" })).toContain("set_model_alias");
    expect(await refused({ stage: "Prod" })).toContain("must be one of None, Staging, Production, Archived");
  });
});

describe("list_transition_requests", () => {
  test("lists the open requests", async () => {
    const seen = on(`GET ${API}/transition-requests/list`, { requests: [ACTIVITY] });
    const { call } = await connect();
    expect((await call("list_transition_requests", KEY)).structuredContent).toEqual({ requests: [SEEN] });
    expect(seen[0]?.query).toEqual(KEY);
  });
});

describe("create_transition_request", () => {
  test("creates the request", async () => {
    const seen = on(`POST ${API}/transition-requests/create`, { request: ACTIVITY });
    const { call } = await connect();
    const { structuredContent } = await call("create_transition_request", { ...MOVE, comment: "Please" });
    expect(seen[0]?.body).toEqual({ ...MOVE, comment: "Please" });
    expect(structuredContent).toEqual(SEEN);
  });

  test("Unity Catalog models are refused", async () => {
    const { call } = await connect();
    expect((await call("create_transition_request", { ...MOVE, name: "a.b.c" })).isError).toBe(true);
  });
});

describe("approve_transition_request", () => {
  test("asks as for the move itself", async () => {
    const seen = on(`POST ${API}/transition-requests/approve`, { activity: ACTIVITY });
    const { call, questions } = await connect({ answer: yes });
    versions("Staging");
    expect((await call("approve_transition_request", MOVE)).structuredContent).toEqual(SEEN);
    expect(questions).toHaveLength(1);
    await call("approve_transition_request", { ...MOVE, archive_existing_versions: true });
    expect(questions[1]).toContain('are moved to "Archived": "2".');
    expect(seen.map(({ body }) => body)).toEqual([
      { ...MOVE, archive_existing_versions: false },
      { ...MOVE, archive_existing_versions: true },
    ]);
  });
});

describe("reject_transition_request", () => {
  test("rejects the request", async () => {
    const seen = on(`POST ${API}/transition-requests/reject`, { activity: ACTIVITY });
    const { call } = await connect();
    const { structuredContent } = await call("reject_transition_request", { ...MOVE, comment: "Not yet" });
    expect(seen[0]?.body).toEqual({ ...MOVE, comment: "Not yet" });
    expect(structuredContent).toEqual(SEEN);
  });
});

describe("delete_transition_request", () => {
  test("asks, then withdraws the request", async () => {
    const seen = on(`DELETE ${API}/transition-requests/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const args = { ...MOVE, creator: "ana@example.com" };
    expect((await call("delete_transition_request", args)).structuredContent).toEqual({ ...MOVE, deleted: true });
    expect(seen[0]?.query).toEqual(args);
    expect(questions).toEqual([
      asked(
        'Withdraw a stage request for model version "churn version 3"?',
        'The request of "ana@example.com" to move it to "Production" is lost.',
      ),
    ]);
  });
});

describe("create_model_comment", () => {
  test("adds the comment", async () => {
    const seen = on(`POST ${API}/comments/create`, { comment: { ...ACTIVITY, activity_type: "NEW_COMMENT" } });
    const { call } = await connect();
    const { structuredContent } = await call("create_model_comment", { ...KEY, comment: "Please" });
    expect(seen[0]?.body).toEqual({ ...KEY, comment: "Please" });
    expect(structuredContent).toEqual({ ...SEEN, activity_type: "NEW_COMMENT" });
  });

  test("Unity Catalog models are refused", async () => {
    const { call } = await connect();
    const result = await call("create_model_comment", { ...KEY, name: "a.b.c", comment: "x" });
    expect(textOf(result)).toContain("update_model_version");
  });
});

describe("update_model_comment", () => {
  test("replaces the text", async () => {
    const seen = on(`PATCH ${API}/comments/update`, { comment: ACTIVITY });
    const { call } = await connect();
    const { structuredContent } = await call("update_model_comment", { id: "7", comment: "Please" });
    expect(seen[0]?.body).toEqual({ id: "7", comment: "Please" });
    expect(structuredContent).toEqual(SEEN);
  });
});

describe("delete_model_comment", () => {
  test("asks, then deletes", async () => {
    const seen = on(`DELETE ${API}/comments/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    expect((await call("delete_model_comment", { id: "7" })).structuredContent).toEqual({ id: "7", deleted: true });
    expect(seen[0]?.query).toEqual({ id: "7" });
    expect(questions).toEqual([
      asked("Permanently delete comment on a model version (id 7)?", "Its text cannot be restored."),
    ]);
    const guarded = await connect({ settings: { protect: ["churn"], confirm: "never" } });
    expect(textOf(await guarded.call("delete_model_comment", { id: "7" }))).toContain("cannot be determined");
  });
});
