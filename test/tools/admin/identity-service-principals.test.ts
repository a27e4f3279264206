import { HttpResponse } from "msw";
import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked, runsAs } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/preview/scim/v2/ServicePrincipals";
const APPLICATION = "8f2c0000-1111-2222-3333-444455556666";
const etl = { id: "5501", applicationId: APPLICATION, displayName: "etl", active: true };
const names = { id: "5501", application_id: APPLICATION, display_name: "etl", active: true };

describe("list_service_principals", () => {
  test("returns application IDs", async () => {
    const seen = on(`GET ${API}`, { totalResults: 1, Resources: [etl] });
    const { call } = await connect();
    expect((await call("list_service_principals")).structuredContent).toEqual({ service_principals: [names] });
    expect(seen[0]?.query.attributes).toBe("id,applicationId,displayName,active");
  });
});

describe("get_service_principal", () => {
  test("returns groups, entitlements and instance profiles", async () => {
    const roles = [{ value: "arn:aws:iam::1:instance-profile/etl" }];
    on(`GET ${API}/5501`, { ...etl, groups: [{ display: "admins", value: "1" }], roles });
    const { call } = await connect();
    expect((await call("get_service_principal", { id: "5501" })).structuredContent).toEqual({
      ...names,
      groups: [{ id: "1", name: "admins" }],
      instance_profiles: ["arn:aws:iam::1:instance-profile/etl"],
    });
  });
});

describe("create_service_principal", () => {
  test("asks, then adds an existing service principal of the account", async () => {
    const seen = on(`POST ${API}`, HttpResponse.json(etl, { status: 201 }));
    const { call, questions } = await connect({ answer: yes });
    const result = await call("create_service_principal", { display_name: "etl", application_id: APPLICATION });
    expect(questions).toEqual([
      asked(`Add service principal "etl" (id ${APPLICATION})?`, "It can then sign in to the workspace."),
    ]);
    expect(seen[0]?.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal"],
      displayName: "etl",
      applicationId: APPLICATION,
    });
    expect(result.structuredContent).toEqual(names);
  });

  test("an application ID that is not a UUID is refused", async () => {
    const { call } = await connect({ answer: yes });
    const result = await call("create_service_principal", { display_name: "etl", application_id: "etl" });
    expect(textOf(result)).toContain("application_id: must be a UUID");
  });
});

describe("update_service_principal", () => {
  test("asks with the changes", async () => {
    on(`GET ${API}/5501`, etl, etl, { ...etl, displayName: "load" });
    runsAs();
    const seen = on(`PATCH ${API}/5501`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_service_principal", { id: "5501", display_name: "load", active: true });
    expect(questions).toEqual([
      asked(
        `Change service principal "etl" (id 5501, application_id "${APPLICATION}")?`,
        'It is renamed to "load".',
        "Sign-in is allowed again.",
      ),
    ]);
    expect(seen[0]?.body).toMatchObject({
      Operations: [
        { op: "replace", path: "displayName", value: "load" },
        { op: "replace", path: "active", value: true },
      ],
    });
    expect(result.structuredContent).toEqual({ id: "5501", updated: true, display_name: "load", active: true });
  });
});

describe("delete_service_principal", () => {
  test("asks with the name", async () => {
    on(`GET ${API}/5501`, etl);
    runsAs();
    const seen = on(`DELETE ${API}/5501`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_service_principal", { id: "5501" });
    expect(questions).toEqual([
      asked(
        `Permanently remove service principal "etl" (id 5501, application_id "${APPLICATION}")?`,
        "Its credentials and permissions are permanently lost.",
        "Jobs and apps that run as it will fail.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "5501", name: "etl", deleted: true });
  });
});

test("a service principal is created with its entitlements, which the question names", async () => {
  const seen = on("POST /api/2.0/preview/scim/v2/ServicePrincipals", { id: "5", displayName: "etl" });
  const { call, questions } = await connect({ answer: yes });
  await call("create_service_principal", { display_name: "etl", entitlements: ["workspace-access"] });
  expect(questions[0]).toContain('It gets the entitlement "workspace-access".');
  expect(seen[0]?.body).toMatchObject({ entitlements: [{ value: "workspace-access" }] });
});
