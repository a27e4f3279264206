import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("permissions on a cluster: read, add, replace, clear", async () => {
  const { call, failure } = story;
  const { clusters } = await call("list_clusters");
  const [{ cluster_id: object_id }] = clusters as [{ cluster_id: string }];
  const object = { object_type: "clusters", object_id };
  const owner = { user_name: "ana@example.com", permission_level: "CAN_MANAGE" };
  const admins = { group_name: "admins", permission_level: "CAN_MANAGE", inherited_from: "/clusters/" };
  expect(await call("get_permissions", object)).toEqual({ permissions: [owner, admins] });
  expect(await call("list_permission_levels", object)).toMatchObject({
    permission_levels: [
      { permission_level: "CAN_ATTACH_TO", description: "Can attach to" },
      { permission_level: "CAN_RESTART" },
      { permission_level: "CAN_MANAGE" },
    ],
  });

  const group = { group_name: "users", permission_level: "CAN_RESTART" };
  await call("update_permissions", { ...object, access_control_list: [group] });
  expect(await call("get_permissions", object)).toEqual({ permissions: [owner, group, admins] });
  const attach = { ...group, permission_level: "CAN_ATTACH_TO" };
  expect(await call("update_permissions", { ...object, access_control_list: [attach] })).toEqual({
    permissions: [owner, attach, admins],
  });
  await call("set_permissions", { ...object, access_control_list: [group] });
  expect(await call("get_permissions", object)).toEqual({ permissions: [group, admins] });
  expect(await call("set_permissions", { ...object, access_control_list: [] })).toEqual({ permissions: [admins] });

  const wrong = { ...group, permission_level: "CAN_VIEW" };
  expect(await failure("update_permissions", { ...object, access_control_list: [wrong] })).toContain(
    "do not have the permission level CAN_VIEW",
  );
  expect(await failure("get_permissions", { ...object, object_id: "none" })).toContain(
    "No cluster that this server's identity can see",
  );
});

test("which jobs are shared with whom", async () => {
  const { call } = story;
  const { jobs } = await call("list_jobs");
  const [{ job_id: object_id }] = jobs as [{ job_id: string }];
  const shared = { group_name: "users", permission_level: "CAN_VIEW" };
  await call("update_permissions", { object_type: "jobs", object_id, access_control_list: [shared] });
  expect(await call("audit_permissions", { object_type: "jobs" })).toMatchObject({
    objects: expect.arrayContaining([
      expect.objectContaining({ object_id, permissions: expect.arrayContaining(["users CAN_VIEW"]) }),
    ]),
  });
});
