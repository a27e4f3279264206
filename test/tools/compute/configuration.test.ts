import { describe, expect, test } from "vitest";
import { CLUSTER_FIELDS } from "../../../src/api/compute/cluster-settings.ts";
import { loadReference } from "../../../src/api/reference/reference.ts";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "0115-093012-abcd1234";
const GET = "GET /api/2.1/clusters/get";
const CREATE = "POST /api/2.1/clusters/create";
const UPDATE = "POST /api/2.1/clusters/update";
const RESIZE = "POST /api/2.1/clusters/resize";

const cluster = (state: string, more: object = {}) => ({ cluster_id: ID, cluster_name: "analytics", state, ...more });
/** The cluster as questions name it. */
const named = (state: string) => `cluster "analytics" (id ${ID}, state "${state}")`;
const RESTARTS = "It restarts: running commands stop, and all attached users lose their variables and contexts.";
const wish = { cluster_name: "etl", spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge" };

describe("create_cluster", () => {
  test("creates it with an idempotency token and auto-termination, and waits until it is running", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("PENDING"), cluster("RUNNING"));
    const settings = { data_security_mode: "USER_ISOLATION", spark_conf: { "a.b": "c" } };
    const result = await call("create_cluster", { ...wish, workers: "1-8", settings });
    expect(seen[0]?.body).toEqual({
      ...wish,
      ...settings,
      autoscale: { min_workers: 1, max_workers: 8 },
      autotermination_minutes: 60,
      idempotency_token: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(result.structuredContent).toEqual({
      cluster_id: ID,
      cluster_name: "analytics",
      state: "RUNNING",
      note: "Created and running.",
    });
  });

  test("returns the next step when the wait is over, and explains a failed start", async () => {
    const { call } = await connect();
    on(CREATE, { cluster_id: ID });
    on(GET, cluster("PENDING"));
    expect((await call("create_cluster", { ...wish, workers: "1", wait_seconds: 0 })).structuredContent).toMatchObject({
      cluster_id: ID,
      state: "PENDING",
      next: "Still starting. Call start_cluster to keep waiting.",
    });
    on(GET, cluster("PENDING"), cluster("TERMINATED"));
    expect(textOf(await call("create_cluster", { ...wish, workers: "1" }))).toContain(`Cluster ${ID} did not start`);
  });

  test("creates a single-node cluster for 0 workers", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    const settings = { autotermination_minutes: 20, custom_tags: { team: "x" } };
    await call("create_cluster", { ...wish, workers: "0", settings });
    expect(seen[0]?.body).toMatchObject({
      num_workers: 0,
      autotermination_minutes: 20,
      spark_conf: { "spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]" },
      custom_tags: { team: "x", ResourceClass: "SingleNode" },
    });
  });

  const POLICY = "GET /api/2.0/policies/clusters/get";

  // Without idle minutes, the platform never terminates a cluster, also under a policy with a limit for them.
  test.each([
    ["has no rule", {}, 60],
    ["has a default", { type: "range", maxValue: 60, defaultValue: 30 }, 30],
    ["has a lower limit", { type: "range", maxValue: 45 }, 45],
    ["has a higher minimum", { type: "range", minValue: 90 }, 90],
    ["lists values", { type: "allowlist", values: [10, 20] }, 10],
    ["lists an hour", { type: "allowlist", values: [10, 60] }, 60],
    ["does not limit them", { type: "unlimited" }, 60],
    ["blocks never", { type: "blocklist", values: [0] }, 60],
    ["sets them", { type: "fixed", value: 20 }, undefined],
    ["forbids them", { type: "forbidden" }, undefined],
  ])("a cluster whose policy %s terminates when idle, and gets no other defaults", async (_, rule, minutes) => {
    const { call } = await connect();
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    const rules = "type" in rule ? { autotermination_minutes: rule } : { node_type_id: { type: "unlimited" } };
    on(POLICY, { policy_id: "P1", name: "Small", definition: JSON.stringify(rules) });
    await call("create_cluster", { ...wish, workers: "0", settings: { policy_id: "P1" } });
    expect(seen[0]?.body).toEqual({
      ...wish,
      num_workers: 0,
      policy_id: "P1",
      ...(minutes !== undefined && { autotermination_minutes: minutes }),
      idempotency_token: expect.any(String),
    });
  });

  test("given idle minutes are kept, and a policy that cannot be read decides alone", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    const read = on(POLICY, () => platformError(403, "PERMISSION_DENIED", "no"));
    await call("create_cluster", { ...wish, workers: "1", settings: { policy_id: "P1", autotermination_minutes: 5 } });
    expect(read).toEqual([]);
    await call("create_cluster", { ...wish, workers: "1", settings: { policy_id: "P1" } });
    expect(seen[0]?.body).toMatchObject({ autotermination_minutes: 5 });
    expect(seen[1]?.body).not.toHaveProperty("autotermination_minutes");
  });

  test("sends the same idempotency token with a retry", async () => {
    const { call } = await connect();
    const busy = new Response(JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message: "try again" }), {
      status: 503,
      headers: { "content-type": "application/json" },
    });
    const seen = on(CREATE, busy, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    await call("create_cluster", { ...wish, workers: "2" });
    expect(seen).toHaveLength(2);
    expect(seen[1]?.body).toEqual(seen[0]?.body);
  });

  test.each([
    ["two", "must be a number such as 4, or a range such as 1-8"],
    ["8-1", "the maximum must be greater than the minimum"],
  ])("refuses workers %s before anything is sent", async (workers, problem) => {
    const { call } = await connect();
    expect(textOf(await call("create_cluster", { ...wish, workers }))).toContain(`workers: ${problem}`);
  });

  test("refuses settings that name another cluster", async () => {
    const { call } = await connect();
    const result = await call("create_cluster", { ...wish, workers: "1", settings: { cluster_id: "x" } });
    expect(textOf(result)).toContain("settings: must not contain cluster_id");
  });

  test.each([
    ["num_workers", 3, "workers"],
    ["autoscale", { min_workers: 1, max_workers: 3 }, "workers"],
    ["cluster_name", "zz", "cluster_name"],
    ["spark_version", "16", "spark_version"],
    ["node_type_id", "x", "node_type_id"],
  ])("refuses settings.%s, which contradicts an argument", async (field, value, argument) => {
    const { call } = await connect();
    const result = await call("create_cluster", { ...wish, workers: "1", settings: { [field]: value } });
    expect(textOf(result)).toContain(`settings.${field}: contradicts the argument ${argument}`);
  });

  test("accepts the fields of the platform's own request", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    await call("create_cluster", { ...wish, num_workers: 2, autotermination_minutes: 20, custom_tags: { a: "b" } });
    on(POLICY, { policy_id: "P", definition: '{"autotermination_minutes":{"type":"fixed","value":20}}' });
    await call("create_cluster", { ...wish, autoscale: { min_workers: 1, max_workers: 4 }, policy_id: "P" });
    expect(seen.map(({ body }) => body)).toEqual([
      {
        ...wish,
        num_workers: 2,
        autotermination_minutes: 20,
        custom_tags: { a: "b" },
        idempotency_token: expect.any(String),
      },
      {
        ...wish,
        autoscale: { min_workers: 1, max_workers: 4 },
        policy_id: "P",
        idempotency_token: expect.any(String),
      },
    ]);
    expect(textOf(await call("create_cluster", { ...wish, num_workers: 2, workers: "3" }))).toContain(
      'unknown: "num_workers"',
    );
  });

  test("refuses fields in camelCase", async () => {
    const { call } = await connect();
    const result = await call("create_cluster", { ...wish, workers: "1", settings: { initScripts: [] } });
    expect(textOf(result)).toContain("fields are in snake_case: init_scripts");
  });

  test.each([
    [
      "init scripts",
      { init_scripts: [{ workspace: { destination: "/Users/eve@example.com/x.sh" } }] },
      [
        'It sets init_scripts[0].workspace.destination to "/Users/eve@example.com/x.sh".',
        "Its init scripts run as root on every node from the next start on.",
      ],
    ],
    ["no idle time", { autotermination_minutes: 0 }, ["It never terminates while idle."]],
    [
      "an image",
      { docker_image: { url: "evil/x", basic_auth: { username: "u", password: "hush" } } },
      [
        'It sets docker_image.url to "evil/x".',
        'It sets docker_image.basic_auth.username to "u".',
        'It sets docker_image.basic_auth.password to "[redacted]".',
      ],
    ],
  ])("asks before a cluster with %s, also through call_api", async (_, settings, consequences) => {
    const { call, questions } = await connect({ answer: yes });
    on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    await call("create_cluster", { ...wish, workers: "1", settings });
    expect(questions).toEqual([asked('Create cluster "etl"?', ...consequences)]);
    const parameters = { ...wish, num_workers: 1, autotermination_minutes: 60, ...settings };
    await call("call_api", { operation: "clusters.create", parameters });
    expect(questions[1]).toContain(
      asked(
        'Call clusters.create (Create a cluster; POST /api/2.1/clusters/create) on cluster "etl"?',
        ...consequences,
      ),
    );
  });

  test("a field that is null is not given, so that the cluster still terminates when idle", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    const settings = { autotermination_minutes: null, custom_tags: null };
    await call("create_cluster", { ...wish, workers: "1", settings });
    expect(questions).toEqual([]);
    expect(seen[0]?.body).toEqual({
      ...wish,
      num_workers: 1,
      autotermination_minutes: 60,
      idempotency_token: expect.any(String),
    });
  });

  test("does not ask for an ordinary cluster, neither here nor through call_api", async () => {
    const { call, questions } = await connect({ answer: yes, settings: { access: "write" } });
    on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    await call("create_cluster", { ...wish, workers: "1" });
    const parameters = { ...wish, num_workers: 1, autotermination_minutes: 60 };
    await call("call_api", { operation: "clusters.create", parameters });
    await call("call_api", { operation: "clusters.create", parameters: { ...wish, num_workers: 1, policy_id: "P1" } });
    expect(questions).toEqual([]);
    // The operation's own default is a cluster that never terminates.
    await call("call_api", { operation: "clusters.create", parameters: { ...wish, num_workers: 1 } });
    expect(questions).toEqual([expect.stringContaining("It never terminates while idle.")]);
    const scripts = { init_scripts: [{ workspace: { destination: "/x.sh" } }] };
    expect(textOf(await call("create_cluster", { ...wish, workers: "1", settings: scripts }))).toContain(
      "requires destructive access",
    );
  });
});

describe("update_cluster", () => {
  test("changes a terminated cluster without a question; null unsets a field, a size unsets the other kind", async () => {
    const { call, questions } = await connect({ answer: yes });
    const before = cluster("TERMINATED", { num_workers: 8 });
    on(GET, before, before, cluster("TERMINATED", { num_workers: 3 }));
    const seen = on(UPDATE, {});
    const settings = { num_workers: 3, spark_conf: null };
    const result = await call("update_cluster", { cluster_id: ID, settings });
    expect(seen.map(({ body }) => body)).toEqual([
      { cluster_id: ID, cluster: { num_workers: 3 }, update_mask: "autoscale,num_workers,spark_conf" },
    ]);
    expect(questions).toEqual([]);
    expect(result.structuredContent).toEqual({
      cluster_id: ID,
      cluster_name: "analytics",
      state: "TERMINATED",
      workers: "3",
      note: "Changed, and read back. The change applies from the next start.",
    });
  });

  test.each([
    [
      "code of others",
      { init_scripts: [{ volumes: { destination: "/Volumes/a/b/c/x.sh" } }] },
      [
        'It sets init_scripts[0].volumes.destination to "/Volumes/a/b/c/x.sh".',
        "Its init scripts run as root on every node from the next start on.",
      ],
    ],
    ["another user", { single_user_name: "eve@example.com" }, ['It sets single_user_name to "eve@example.com".']],
    [
      "more workers",
      { autoscale: { min_workers: 1, max_workers: 90 } },
      [
        'It sets autoscale.min_workers to "1".',
        'It sets autoscale.max_workers to "90".',
        "It can have up to 90 workers instead of 2.",
      ],
    ],
    [
      "a longer idle time",
      { autotermination_minutes: 600 },
      ['It sets autotermination_minutes to "600".', "It terminates after 600 idle minutes instead of 60."],
    ],
    [
      "no idle time",
      { autotermination_minutes: null },
      ["It never terminates while idle.", 'Field "autotermination_minutes" is reset: its current value is lost.'],
    ],
    [
      "entries of a map that it does not repeat",
      { spark_conf: { a: "2", "my.password": "hush" } },
      [
        'It sets spark_conf.a to "2".',
        'It sets spark_conf.my.password to "[redacted]".',
        'Field "spark_conf" is replaced as a whole: "b" is lost.',
      ],
    ],
  ])("asks about %s even while the cluster is terminated", async (_, settings, consequences) => {
    const { call, questions } = await connect({ answer: yes });
    const more = { num_workers: 2, autotermination_minutes: 60, spark_conf: { a: "1", b: "1" } };
    on(GET, cluster("TERMINATED", more));
    on(UPDATE, {});
    await call("update_cluster", { cluster_id: ID, settings });
    expect(questions).toEqual([asked(`Change ${named("TERMINATED")}?`, ...consequences)]);
  });

  test("asks through call_api as well", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET, cluster("TERMINATED"));
    const parameters = { cluster_id: ID, cluster: { single_user_name: "eve" }, update_mask: "single_user_name" };
    await call("call_api", { operation: "clusters.update", parameters });
    expect(questions[0]).toContain(`on ${named("TERMINATED")}?\nIt sets single_user_name to "eve".`);
  });

  test("accepts fields and a size at the top", async () => {
    const { call } = await connect();
    on(GET, cluster("TERMINATED"));
    const seen = on(UPDATE, {});
    await call("update_cluster", { cluster_id: ID, workers: "1-3", custom_tags: { a: "b" } });
    expect(seen[0]?.body).toMatchObject({
      cluster: { autoscale: { min_workers: 1, max_workers: 3 }, custom_tags: { a: "b" } },
    });
  });

  test("changes nothing if the cluster was started after it was found terminated", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("TERMINATED"), cluster("RUNNING"));
    const seen = on(UPDATE, {});
    const args = { cluster_id: ID, settings: { custom_tags: { a: "b" } } };
    expect(textOf(await call("update_cluster", args))).toContain("was started meanwhile and would restart");
    expect([questions, seen]).toEqual([[], []]);
    await call("update_cluster", { ...args, wait_seconds: 0 });
    expect(questions).toHaveLength(1);
    expect(seen).toHaveLength(1);
  });

  test("knows the fields of a cluster that the platform's request has", async () => {
    const known = (await loadReference()).operations.get("clusters.create")?.parameters.map(({ name }) => name) ?? [];
    expect([...CLUSTER_FIELDS, "clone_from", "idempotency_token"].sort()).toEqual(known.sort());
  });

  test("asks before it restarts a running cluster", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("RUNNING"), cluster("RUNNING"), cluster("RUNNING"), cluster("RESTARTING"));
    on(UPDATE, {});
    const args = { cluster_id: ID, settings: { autotermination_minutes: 30 }, wait_seconds: 0 };
    const result = await call("update_cluster", args);
    expect(questions).toEqual([
      asked(`Change ${named("RUNNING")}?`, 'It sets autotermination_minutes to "30".', RESTARTS),
    ]);
    expect(result.structuredContent).toMatchObject({
      state: "RESTARTING",
      note: "Changed. The cluster is restarting.",
      next: "Still starting. Call start_cluster to keep waiting.",
    });
    const before = [cluster("RUNNING"), cluster("RUNNING"), cluster("RUNNING")];
    on(GET, ...before, cluster("RESTARTING"), cluster("RUNNING"));
    expect((await call("update_cluster", { ...args, wait_seconds: 5 })).structuredContent).toMatchObject({
      state: "RUNNING",
      note: "Changed and running.",
    });
  });

  test("refuses a cluster that is starting", async () => {
    const { call } = await connect({ answer: yes });
    on(GET, cluster("PENDING"));
    const seen = on(UPDATE, {});
    const result = await call("update_cluster", { cluster_id: ID, settings: { num_workers: 1 } });
    expect(textOf(result)).toContain("cannot be changed because it is neither running nor terminated. It is PENDING");
    expect(seen).toHaveLength(0);
  });

  test.each([
    [{}, "settings: must have a field to change"],
    [{ workers: "7" }, "settings.workers: is not a field of a cluster: give num_workers or autoscale"],
    [{ sparkConf: {} }, "settings.sparkConf: fields are in snake_case: spark_conf"],
    [{ num_workers: 1, autoscale: { min_workers: 1, max_workers: 2 } }, "num_workers contradicts autoscale"],
  ])("refuses settings %j without a question", async (settings, problem) => {
    const { call, questions } = await connect({ answer: yes });
    expect(textOf(await call("update_cluster", { cluster_id: ID, settings }))).toContain(problem);
    expect(questions).toEqual([]);
  });

  test("is blocked by a protection on the name of a terminated cluster", async () => {
    const { call } = await connect({ settings: { protect: ["analytics"], confirm: "never" } });
    on(GET, cluster("TERMINATED"));
    const result = await call("update_cluster", { cluster_id: ID, settings: { custom_tags: {} } });
    expect(textOf(result)).toContain("the operator protects this object");
  });
});

describe("resize_cluster", () => {
  test("asks before a cluster can have more workers, also through call_api", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("RUNNING", { num_workers: 2 }));
    on(RESIZE, {});
    await call("resize_cluster", { cluster_id: ID, workers: "40", wait_seconds: 0 });
    await call("call_api", { operation: "clusters.resize", parameters: { cluster_id: ID, num_workers: 40 } });
    expect(questions).toEqual([
      asked(`Resize ${named("RUNNING")}?`, "It can have up to 40 workers instead of 2."),
      expect.stringContaining(`on ${named("RUNNING")}?\nIt can have up to 40 workers instead of 2.`),
    ]);
    await call("resize_cluster", { cluster_id: ID, num_workers: 1, wait_seconds: 0 });
    expect(questions).toHaveLength(2);
  });

  test("is blocked by a protection on the cluster's name", async () => {
    const { call } = await connect({ settings: { protect: ["analytics"], confirm: "never" } });
    on(GET, cluster("RUNNING"));
    const result = await call("resize_cluster", { cluster_id: ID, workers: "1" });
    expect(textOf(result)).toContain("the operator protects this object");
  });

  test("resizes a running cluster", async () => {
    const { call } = await connect();
    on(GET, cluster("RUNNING"), cluster("RUNNING"), cluster("RESIZING"), cluster("RUNNING"));
    const seen = on(RESIZE, {});
    const result = await call("resize_cluster", { cluster_id: ID, workers: "4" });
    expect(seen.map(({ body }) => body)).toEqual([{ cluster_id: ID, num_workers: 4 }]);
    expect(result.structuredContent).toMatchObject({ state: "RUNNING", note: "Resized." });
  });

  test("returns the next step when the wait is over, and reports a cluster that terminates meanwhile", async () => {
    const { call } = await connect();
    on(GET, cluster("RUNNING"), cluster("RUNNING"), cluster("RESIZING"));
    on(RESIZE, {});
    const args = { cluster_id: ID, workers: "4", wait_seconds: 0 };
    expect((await call("resize_cluster", args)).structuredContent).toMatchObject({
      state: "RESIZING",
      note: "It remains usable.",
      next: "Still resizing. Call get_cluster to check that it is RUNNING.",
    });
    on(GET, cluster("RUNNING"), cluster("RUNNING"), cluster("TERMINATED"));
    expect(textOf(await call("resize_cluster", args))).toContain(
      "terminated while it was being resized. It is TERMINATED",
    );
  });

  test("refuses a cluster that is not running", async () => {
    const { call } = await connect();
    on(GET, cluster("TERMINATED"));
    const seen = on(RESIZE, {});
    const result = await call("resize_cluster", { cluster_id: ID, workers: "4" });
    expect(textOf(result)).toContain("cannot be resized because it is not running. It is TERMINATED");
    expect(seen).toHaveLength(0);
  });
});
