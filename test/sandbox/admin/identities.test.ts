import { describe, expect, test } from "vitest";
import { type Actor, actor, clientCredentials, ETL, openIdentities, signInAs } from "../identity-session.ts";

const { session, ana, ben, etl } = await openIdentities();

const ME = "/api/2.0/preview/scim/v2/Me";

describe("who the caller is", () => {
  test("each credential acts as its own identity", async () => {
    expect((await ana.get(ME)).body).toMatchObject({ userName: "ana@example.com", id: "7001" });
    expect((await ben.get(ME)).body).toMatchObject({
      userName: "ben@example.com",
      groups: [{ display: "users" }, { display: "analysts" }],
    });
    expect((await etl.get(ME)).body).toMatchObject({ userName: ETL.application, displayName: "etl" });
    expect(await ben.sql("SELECT current_user(), session_user()")).toEqual([["ben@example.com", "ben@example.com"]]);
    expect(await etl.sql("SELECT current_user()")).toEqual([[ETL.application]]);
  });

  test("a token made on behalf of a service principal acts as it, and only administrators make one", async () => {
    const path = "/api/2.0/token-management/on-behalf-of/tokens";
    const made = await ana.call("POST", path, { application_id: ETL.application, lifetime_seconds: 3600 });
    expect((await actor(session, String(made.body.token_value)).get(ME)).body).toMatchObject({ displayName: "etl" });
    expect(made.body.token_info).toMatchObject({ created_by_username: "ana@example.com", owner_id: 5501 });
    expect(session.refusal(await ben.call("POST", path, { application_id: ETL.application }))).toEqual([
      403,
      "PERMISSION_DENIED",
    ]);
    const unknown = await ana.call("POST", path, { application_id: "none" });
    expect(session.refusal(unknown)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  });

  test("a personal token acts as its creator, who sees and revokes only their own", async () => {
    const { body } = await ben.call("POST", "/api/2.0/token/create", { comment: "laptop" });
    const { token_id } = Object(body.token_info);
    const laptop = actor(session, String(body.token_value));
    expect((await laptop.get(ME)).body).toMatchObject({ userName: "ben@example.com" });
    expect(JSON.stringify((await ana.get("/api/2.0/token/list")).body)).not.toContain("laptop");
    expect((await ana.call("POST", "/api/2.0/token/delete", { token_id })).status).toBe(404);
    await ben.call("POST", "/api/2.0/token/delete", { token_id });
    expect((await laptop.get(ME)).status).toBe(403);
  });

  test("a wrong, an expired and a deleted OAuth secret are refused", async () => {
    const path = `/api/2.0/accounts/servicePrincipals/${ETL.id}/credentials/secrets`;
    expect(await clientCredentials(session, "dosewrong")).toBe("undefined");
    expect(await clientCredentials(session, "dose%zz")).toBe("undefined");
    const { body } = await ana.call("POST", path, {});
    expect(await clientCredentials(session, String(body.secret))).toMatch(/^dosb/);
    expect(JSON.stringify((await ana.get(path)).body)).not.toContain(String(body.secret));
    await ana.call("DELETE", `${path}/${String(body.id)}`);
    expect(await clientCredentials(session, String(body.secret))).toBe("undefined");
    expect(session.refusal(await ben.get(path))).toEqual([403, "PERMISSION_DENIED"]);
    expect((await ana.call("POST", path, { lifetime: "soon" })).status).toBe(400);
  });

  test("a deactivated identity cannot use its tokens", async () => {
    const { body } = await ana.call("POST", "/api/2.0/preview/scim/v2/Users", { userName: "cleo@example.com" });
    const cleo = await signInAs(session, "cleo@example.com");
    expect((await cleo.get(ME)).status).toBe(200);
    const Operations = [{ op: "replace", path: "active", value: false }];
    await ana.call("PATCH", `/api/2.0/preview/scim/v2/Users/${String(body.id)}`, { Operations });
    expect((await cleo.get(ME)).status).toBe(403);
    await ana.call("DELETE", `/api/2.0/preview/scim/v2/Users/${String(body.id)}`);
    expect((await cleo.get(ME)).status).toBe(403);
  });

  test("the creator of each object is the caller", async () => {
    const created = await Promise.all([
      ben.call("POST", "/api/2.1/clusters/create", {
        cluster_name: "b",
        spark_version: "15.4.x-scala2.12",
        node_type_id: "i3.xlarge",
        num_workers: 1,
      }),
      ben.call("POST", "/api/2.2/jobs/create", { name: "b" }),
      ben.call("POST", "/api/2.0/sql/queries", { query: { display_name: "b", query_text: "SELECT 1" } }),
      ben.call("POST", "/api/2.0/pipelines", { name: "b", libraries: [] }),
      ben.call("POST", "/api/2.0/apps", { name: "bens-app" }),
    ]);
    const [cluster, job, query, pipeline, app] = created.map(({ body }) => Object(body));
    expect((await ana.get(`/api/2.1/clusters/get?cluster_id=${cluster.cluster_id}`)).body.creator_user_name).toBe(
      "ben@example.com",
    );
    expect((await ana.get(`/api/2.2/jobs/get?job_id=${job.job_id}`)).body).toMatchObject({
      creator_user_name: "ben@example.com",
      run_as_user_name: "ben@example.com",
    });
    expect(query).toMatchObject({
      owner_user_name: "ben@example.com",
      parent_path: "/Workspace/Users/ben@example.com",
    });
    expect((await ana.get(`/api/2.0/pipelines/${pipeline.pipeline_id}`)).body).toMatchObject({
      creator_user_name: "ben@example.com",
    });
    expect(app).toMatchObject({ creator: "ben@example.com" });
    expect((await ana.get(`/api/2.0/permissions/jobs/${job.job_id}`)).body.access_control_list).toMatchObject([
      { user_name: "ben@example.com" },
      {},
    ]);
  });

  test("the creator and the last editor do not depend on the reader", async () => {
    const by = async (who: Actor, path: string) => JSON.stringify((await who.get(path)).body);
    await ana.call("POST", "/api/2.0/apps", { name: "anas-app" });
    const access_control_list = [{ user_name: "ben@example.com", permission_level: "CAN_MANAGE" }];
    await ana.call("PATCH", "/api/2.0/permissions/apps/anas-app", { access_control_list });
    await ben.call("PATCH", "/api/2.0/apps/anas-app", { description: "changed" });
    expect((await ana.get("/api/2.0/apps/anas-app")).body).toMatchObject({
      creator: "ana@example.com",
      updater: "ben@example.com",
    });
    await ben.call("POST", "/api/2.0/postgres/projects?project_id=bens", { spec: {} });
    expect((await ana.get("/api/2.0/postgres/projects/bens")).body.status).toMatchObject({ owner: "ben@example.com" });
    const space = { title: "Bens", warehouse_id: "7e083095329f3ca5", serialized_space: '{"version": 2}' };
    const { body } = await ben.call("POST", "/api/2.0/genie/spaces", space);
    expect(await by(ana, `/api/2.0/genie/spaces/${body.space_id}`)).toContain("/Workspace/Users/ben@example.com");
    const [sales] = Object((await ana.get("/api/2.0/genie/spaces")).body).spaces;
    const readers = [{ user_name: "ben@example.com", permission_level: "CAN_VIEW" }];
    await ana.call("PATCH", `/api/2.0/permissions/genie/${sales.space_id}`, { access_control_list: readers });
    expect(Object((await ben.get(`/api/2.0/genie/spaces/${sales.space_id}`)).body).parent_path).toBe(sales.parent_path);
    expect(sales.parent_path).toBe("/Workspace/Users/ana@example.com");

    await ben.call("POST", "/api/2.0/pipelines", { name: "bens-pipeline", libraries: [] });
    const pipelines = "SELECT created_by, run_as FROM system.lakeflow.pipelines WHERE name = 'bens-pipeline'";
    expect(await ana.sql(pipelines)).toEqual([["ben@example.com", "ben@example.com"]]);
    // A metastore administrator who is not the owner of the workspace.
    const add = { op: "add", path: "members", value: [{ value: ETL.id }] };
    await ana.call("PATCH", "/api/2.0/preview/scim/v2/Groups/9005", { Operations: [add] });
    const past =
      "SELECT DISTINCT executed_by, executed_by_user_id FROM system.query.history WHERE statement_id LIKE 'past-%'";
    expect(await etl.sql(past)).toEqual([["ana@example.com", "7001"]]);
  });

  test("the history of statements has the user, and shows others only to administrators", async () => {
    await ben.sql("SELECT 'of ben'");
    const { body } = await ana.get("/api/2.0/sql/history/queries?max_results=5");
    expect(body.res).toContainEqual(
      expect.objectContaining({ query_text: "SELECT 'of ben'", user_name: "ben@example.com", user_id: 7002 }),
    );
    await ana.sql("SELECT 'of ana'");
    expect(JSON.stringify((await ben.get("/api/2.0/sql/history/queries")).body)).not.toContain("of ana");
    expect(
      await ana.sql(
        "SELECT executed_by FROM system.query.history WHERE statement_text LIKE 'SELECT%of ben%' AND executed_by LIKE 'ben%'",
      ),
    ).toEqual([["ben@example.com"]]);
  });
});
