import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "0115-093012-abcd1234";
const GET = "GET /api/2.1/clusters/get";
const STATUS = "GET /api/2.0/libraries/cluster-status";
const INSTALL = "POST /api/2.0/libraries/install";
const UNINSTALL = "POST /api/2.0/libraries/uninstall";

const cluster = (state: string) => ({ cluster_id: ID, cluster_name: "analytics", state });
const pandas = { pypi: { package: "pandas==2.2.0" } };
const jsoup = { maven: { coordinates: "org.jsoup:jsoup:1.17.2" } };
const status = (library: object, state: string, more: object = {}) => ({
  library,
  status: state,
  is_library_for_all_clusters: false,
  ...more,
});
const statuses = (...library_statuses: object[]) => ({ cluster_id: ID, library_statuses });

describe("list_libraries", () => {
  test("lists the libraries of one cluster, with their errors", async () => {
    const { call } = await connect();
    const failed = status(jsoup, "FAILED", { messages: ["Library resolution failed"] });
    const seen = on(STATUS, statuses(status(pandas, "INSTALLED", { is_library_for_all_clusters: true }), failed));
    const result = await call("list_libraries", { cluster_id: ID });
    expect(seen[0]?.query).toEqual({ cluster_id: ID });
    expect(result.structuredContent).toEqual({
      clusters: [
        {
          cluster_id: ID,
          libraries: [
            { library: pandas, status: "INSTALLED", on_all_clusters: true },
            { library: jsoup, status: "FAILED", messages: ["Library resolution failed"] },
          ],
        },
      ],
    });
  });

  test("lists those of all clusters; a cluster without libraries has an empty list", async () => {
    const { call } = await connect();
    on("GET /api/2.0/libraries/all-cluster-statuses", {
      statuses: [statuses(status(pandas, "INSTALLED")), { cluster_id: "b" }],
    });
    const result = await call("list_libraries");
    expect(result.structuredContent).toEqual({
      clusters: [
        { cluster_id: ID, libraries: [{ library: pandas, status: "INSTALLED" }] },
        { cluster_id: "b", libraries: [] },
      ],
    });
  });
});

describe("install_libraries", () => {
  test("installs libraries and waits only for these", async () => {
    const { call } = await connect();
    on(GET, cluster("RUNNING"));
    const seen = on(INSTALL, {});
    const other = status(jsoup, "PENDING");
    // The platform returns the fields of a library in another order.
    const wheel = { maven: { coordinates: "a:b:1", exclusions: ["c:d"] } };
    const answered = { maven: { exclusions: ["c:d"], coordinates: "a:b:1" } };
    const reads = on(
      STATUS,
      statuses(other, status(answered, "INSTALLING")),
      statuses(other, status(answered, "INSTALLED")),
    );
    const result = await call("install_libraries", { cluster_id: ID, libraries: [wheel] });
    expect(seen.map(({ body }) => body)).toEqual([{ cluster_id: ID, libraries: [wheel] }]);
    expect(reads).toHaveLength(2);
    expect(result.structuredContent).toEqual({
      cluster_id: ID,
      libraries: [{ library: answered, status: "INSTALLED" }],
    });
  });

  test("takes texts as people write them", async () => {
    const { call } = await connect();
    on(GET, cluster("TERMINATED"));
    on(STATUS, statuses());
    const seen = on(INSTALL, {});
    const files = ["/Volumes/a/b/c/x.whl", "dbfs:/x/y.jar", "/Workspace/a/requirements.txt"];
    await call("install_libraries", {
      cluster_id: ID,
      libraries: ["pandas==2.2.0", "org.jsoup:jsoup:1.7.2", ...files],
    });
    await call("install_libraries", { cluster_id: ID, libraries: "pandas" });
    expect(seen.map(({ body }) => (body as { libraries: unknown }).libraries)).toEqual([
      [
        { pypi: { package: "pandas==2.2.0" } },
        { maven: { coordinates: "org.jsoup:jsoup:1.7.2" } },
        { whl: files[0] },
        { jar: files[1] },
        { requirements: files[2] },
      ],
      [{ pypi: { package: "pandas" } }],
    ]);
  });

  test("returns the next step when the wait is over", async () => {
    const { call } = await connect();
    on(GET, cluster("RUNNING"));
    on(INSTALL, {});
    on(STATUS, statuses(status(pandas, "RESOLVING")));
    const result = await call("install_libraries", { cluster_id: ID, libraries: [pandas], wait_seconds: 0 });
    expect(result.structuredContent).toMatchObject({
      next: "Still installing. Call list_libraries to check the status.",
    });
  });

  test("does not wait for a cluster that is not running", async () => {
    const { call } = await connect();
    on(GET, cluster("TERMINATED"));
    on(INSTALL, {});
    const reads = on(STATUS, statuses(status(pandas, "PENDING")));
    const result = await call("install_libraries", { cluster_id: ID, libraries: [pandas] });
    expect(reads).toHaveLength(1);
    expect(result.structuredContent).toMatchObject({
      note: "The cluster is TERMINATED. The libraries are installed when it starts.",
    });
  });

  test.each([
    [{}, "libraries.0: must have exactly one of the keys pypi, maven"],
    [{ conda: "x" }, "libraries.0: must have exactly one of the keys"],
    [{ whl: "/a.whl", jar: "/a.jar" }, "libraries.0: must have exactly one of the keys"],
    [{ pypi: "pandas" }, "libraries.0: pypi: Invalid input"],
    [{ maven: { coordinates: "" } }, "libraries.0: maven.coordinates: Too small"],
  ])("refuses %j, which is not a library, before anything is sent", async (library, problem) => {
    const { call } = await connect();
    const result = await call("install_libraries", { cluster_id: ID, libraries: [library] });
    expect(textOf(result)).toContain(problem);
  });
});

describe("install_libraries from outside the workspace", () => {
  test.each([
    [
      { pypi: { package: "requests", repo: "https://evil.example.com/simple" } },
      "pypi requests",
      "https://evil.example.com/simple",
    ],
    [
      { maven: { coordinates: "a:b:1", repo: "https://evil.example.com/m2" } },
      "maven a:b:1",
      "https://evil.example.com/m2",
    ],
    [
      { pypi: { package: "x @ https://evil.example.com/x.whl" } },
      "pypi x @ https://evil.example.com/x.whl",
      "x @ https://evil.example.com/x.whl",
    ],
    [{ jar: "s3://evil/x.jar" }, "jar s3://evil/x.jar", "s3://evil/x.jar"],
  ])("asks before %j, also through call_api", async (library, name, from) => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET, cluster("RUNNING"));
    const seen = on(INSTALL, {});
    const libraries = [library];
    await call("install_libraries", { cluster_id: ID, libraries });
    await call("call_api", { operation: "libraries.install", parameters: { cluster_id: ID, libraries } });
    const comes = `"${name}" comes from "${from}". Its code runs for all users of the cluster.`;
    expect(questions).toEqual([
      asked(`Install library "${name}" (cluster "analytics")?`, comes),
      expect.stringContaining(`on library "${name}" (cluster "analytics")?\n${comes}`),
    ]);
    expect(seen).toEqual([]);
  });

  test.each([{ whl: "/Volumes/a/b/c/x.whl" }, { jar: "dbfs:/x.jar" }, { requirements: "/Workspace/r.txt" }, pandas])(
    "does not ask before %j",
    async (library) => {
      const { call, questions } = await connect({ answer: yes });
      on(GET, cluster("TERMINATED"));
      on(INSTALL, {});
      on(STATUS, statuses());
      await call("install_libraries", { cluster_id: ID, libraries: [library] });
      expect(questions).toEqual([]);
    },
  );

  test.each(["install_libraries", "uninstall_libraries"])("a protection on the cluster blocks %s", async (name) => {
    const { call } = await connect({ settings: { protect: ["analytics"], confirm: "never" } });
    on(GET, cluster("RUNNING"));
    on(STATUS, statuses(status(pandas, "INSTALLED")));
    const result = await call(name, { cluster_id: ID, libraries: [pandas] });
    expect(textOf(result)).toContain("the operator protects this object");
  });
});

describe("uninstall_libraries", () => {
  test("asks with the names, then marks the libraries for the next restart", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("RUNNING"));
    on(
      STATUS,
      statuses(status(pandas, "INSTALLED"), status(jsoup, "INSTALLED")),
      statuses(status(pandas, "UNINSTALL_ON_RESTART")),
    );
    const seen = on(UNINSTALL, {});
    const result = await call("uninstall_libraries", { cluster_id: ID, libraries: [pandas] });
    expect(questions).toEqual([
      asked(
        'Uninstall library "pypi pandas==2.2.0" (cluster "analytics")?',
        "They are removed at the next restart, for all users of the cluster.",
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ cluster_id: ID, libraries: [pandas] }]);
    expect(result.structuredContent).toEqual({
      cluster_id: ID,
      libraries: [{ library: pandas, status: "UNINSTALL_ON_RESTART" }],
      note: "They are removed when the cluster restarts.",
    });
  });

  test("names a library that is not installed, which the platform would ignore", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(STATUS, { cluster_id: ID });
    const seen = on(UNINSTALL, {});
    const result = await call("uninstall_libraries", { cluster_id: ID, libraries: [jsoup] });
    expect(questions).toEqual([]);
    expect(textOf(result)).toContain("Nothing was uninstalled. Pass each library exactly as list_libraries");
    expect(textOf(result)).toContain("maven org.jsoup:jsoup:1.17.2");
    expect(seen).toHaveLength(0);
  });
});
