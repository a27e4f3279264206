import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
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

describe("transition_model_version", () => {
  const moved = { model_version_databricks: { ...KEY, current_stage: "Production", status: "READY" } };

  test("moves the version without confirmation if no other is archived", async () => {
    const seen = on(`POST ${API}/databricks/model-versions/transition-stage`, moved);
    const { call } = await connect();
    const { structuredContent } = await call("transition_model_version", { ...MOVE, comment: "Go" });
    expect(seen[0]?.body).toEqual({ ...MOVE, archive_existing_versions: false, comment: "Go" });
    expect(structuredContent).toEqual({ ...MOVE, status: "READY" });
  });

  test("asks before archiving other versions", async () => {
    const seen = on(`POST ${API}/databricks/model-versions/transition-stage`, moved);
    const { call, questions } = await connect({ answer: yes });
    await call("transition_model_version", { ...MOVE, archive_existing_versions: true });
    expect(questions[0]).toContain("Move the model churn version 3 to Production and archive");
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
  test("moves the version; asks before archiving other versions", async () => {
    const seen = on(`POST ${API}/transition-requests/approve`, { activity: ACTIVITY });
    const { call, questions } = await connect({ answer: yes });
    expect((await call("approve_transition_request", MOVE)).structuredContent).toEqual(SEEN);
    expect(questions).toEqual([]);
    await call("approve_transition_request", { ...MOVE, archive_existing_versions: true });
    expect(questions).toHaveLength(1);
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
    expect(questions[0]).toContain("Withdraw the request of ana@example.com to move the model churn version 3");
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
    expect(questions[0]).toContain("Permanently delete the comment 7?");
  });
});
