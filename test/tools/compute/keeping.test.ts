import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "0115-093012-abcd1234";
const GET = "GET /api/2.1/clusters/get";
const cluster = (state: string) => ({
  cluster_id: ID,
  cluster_name: "analytics",
  state,
  creator_user_name: "ana@example.com",
});
const NAMED = `cluster "analytics" (id ${ID}, state "TERMINATED", owner "ana@example.com")`;

describe("delete_cluster", () => {
  test("asks with the cluster's name, then deletes it permanently", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("TERMINATED"));
    const seen = on("POST /api/2.1/clusters/permanent-delete", {});
    const result = await call("delete_cluster", { cluster_id: ID });
    expect(questions).toEqual([
      asked(
        `Permanently delete ${NAMED}?`,
        "Everything running on it stops, and its configuration cannot be restored.",
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ cluster_id: ID }]);
    expect(result.structuredContent).toEqual({ cluster_id: ID, name: "analytics", deleted: true });
  });
});

describe("pin_cluster", () => {
  test.each([
    ["pins a cluster", {}, "pin", true],
    ["unpins a cluster", { pinned: false }, "unpin", false],
  ])("%s", async (_, args, endpoint, pinned) => {
    const { call } = await connect();
    const seen = on(`POST /api/2.1/clusters/${endpoint}`, {});
    const result = await call("pin_cluster", { cluster_id: ID, ...args });
    expect(seen.map(({ body }) => body)).toEqual([{ cluster_id: ID }]);
    expect(result.structuredContent).toEqual({ cluster_id: ID, pinned });
  });
});

describe("update_cluster_owner", () => {
  const owner = { cluster_id: ID, owner_username: "bo@example.com" };

  test("asks, then transfers a terminated cluster", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("TERMINATED"));
    const seen = on("POST /api/2.1/clusters/change-owner", {});
    const result = await call("update_cluster_owner", owner);
    expect(questions).toEqual([
      asked(
        `Change the owner of ${NAMED}?`,
        '"bo@example.com" becomes its owner in place of "ana@example.com" and can then manage it and decide who may use it.',
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([owner]);
    expect(result.structuredContent).toEqual({ cluster_id: owner.cluster_id, owner: owner.owner_username });
  });

  test("refuses a running cluster without a question", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("RUNNING"));
    const result = await call("update_cluster_owner", owner);
    expect(textOf(result)).toContain("can only change while it is TERMINATED. Terminate it with terminate_cluster");
    expect(questions).toEqual([]);
  });
});

const calls: [string, object][] = [
  ["delete_cluster", {}],
  ["pin_cluster", { pinned: false }],
  ["update_cluster_owner", { owner_username: "bo@example.com" }],
];

test.each(calls)("a protection on the cluster's name blocks %s", async (name, args) => {
  const { call } = await connect({ settings: { protect: ["analytics"], confirm: "never" } });
  on(GET, cluster("TERMINATED"));
  expect(textOf(await call(name, { cluster_id: ID, ...args }))).toContain("the operator protects this object");
});
