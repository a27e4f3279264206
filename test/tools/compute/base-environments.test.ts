import { describe, expect, test } from "vitest";
import { connect } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const PATH = "/api/environments/v1/workspace-base-environments";
const ml = {
  name: "workspace-base-environments/ml",
  display_name: "ML",
  base_environment_type: "CPU",
  is_default: true,
  status: "FAILED",
  message: "No such package",
  spec: { environment_version: "4", dependencies: ["torch"] },
};
const row = {
  environment_id: "ml",
  display_name: "ML",
  base_environment_type: "CPU",
  is_default: true,
  status: "FAILED",
  message: "No such package",
  environment_version: "4",
  dependencies: ["torch"],
};

describe("list_base_environments", () => {
  test("returns a page", async () => {
    on(`GET ${PATH}`, { workspace_base_environments: [ml], next_page_token: "n" });
    const { call } = await connect();
    expect((await call("list_base_environments", {})).structuredContent).toEqual({
      environments: [row],
      next_page_token: "n",
    });
  });
});
