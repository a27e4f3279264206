import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, server, useWorkspace } from "../../support/workspace.ts";

useWorkspace();
// A run without logged models.
beforeEach(() => void on("GET /api/2.0/mlflow/runs/get", { run: { info: { run_id: "r1" } } }));

const API = "/api/2.0/mlflow/artifacts";
const STORE = "https://store.blob.core.windows.net";
const LINK = `${STORE}/run/file?sig=s3cr3t-signature`;

/** A run with one file behind a presigned link. */
function artifact(answer: () => Response, headers: { name: string; value: string }[] = []) {
  const followed: Headers[] = [];
  server.use(
    http.get(`${STORE}/run/file`, ({ request }) => {
      followed.push(request.headers);
      return answer();
    }),
  );
  const info = { run_id: "r1", path: "x", signed_uri: LINK, headers, type: "AZURE_SAS_URI" };
  return { asked: on(`POST ${API}/credentials-for-read`, { credential_infos: [info] }), followed };
}

describe("list_artifacts", () => {
  test("lists a folder", async () => {
    const seen = on(`GET ${API}/list`, {
      root_uri: "dbfs:/x/artifacts",
      files: [
        { path: "model", is_dir: true },
        { path: "model/MLmodel", is_dir: false, file_size: "914" },
      ],
      next_page_token: "p2",
    });
    const { call } = await connect();
    const result = await call("list_artifacts", { run_id: "r1", path: "model", page_token: "p1" });
    expect(seen[0]?.query).toEqual({ run_id: "r1", path: "model", page_token: "p1" });
    expect(result.structuredContent).toEqual({
      files: [
        { path: "model", is_dir: true },
        { path: "model/MLmodel", is_dir: false, file_size: 914 },
      ],
      next_page_token: "p2",
    });
    expect(textOf(result)).toContain("model/ | \nmodel/MLmodel | 914\nMore: page_token p2");
  });

  test("reports an empty folder", async () => {
    on(`GET ${API}/list`, { root_uri: "dbfs:/x/artifacts" });
    const { call } = await connect();
    expect(textOf(await call("list_artifacts", { run_id: "r1" }))).toContain("No artifacts here.");
  });
});

describe("read_artifact", () => {
  test("text is returned; the link is requested without the credential and never shown", async () => {
    const { asked, followed } = artifact(
      () => HttpResponse.text("flavors:\n  python_function\n"),
      [{ name: "x-ms-version", value: "2020-10-02" }],
    );
    const { call, lines } = await connect();
    const result = await call("read_artifact", { run_id: "r1", path: "model/MLmodel" });
    expect(asked[0]?.body).toEqual({ run_id: "r1", path: ["model/MLmodel"] });
    expect(followed[0]?.get("x-ms-version")).toBe("2020-10-02");
    expect(followed[0]?.has("authorization")).toBe(false);
    expect(result.structuredContent).toEqual({
      run_id: "r1",
      path: "model/MLmodel",
      mime_type: "text/plain",
      size: 27,
      content: "flavors:\n  python_function\n",
    });
    expect(JSON.stringify(result) + lines.join()).not.toContain("s3cr3t");
  });

  test("an image is shown; a large one and other bytes are linked", async () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]);
    artifact(() => HttpResponse.arrayBuffer(png.buffer));
    const { call } = await connect();
    const image = await call("read_artifact", { run_id: "r1", path: "plots/roc.png" });
    expect(image.structuredContent).toEqual({ run_id: "r1", path: "plots/roc.png", mime_type: "image/png", size: 8 });
    expect(image.content).toContainEqual({
      type: "image",
      mimeType: "image/png",
      data: Buffer.from(png).toString("base64"),
    });
    const other = await call("read_artifact", { run_id: "r1", path: "model/model.pkl" });
    expect(other.structuredContent).toMatchObject({ mime_type: "application/octet-stream", size: 8 });
    expect(other.content).toContainEqual(expect.objectContaining({ type: "resource_link", name: "model.pkl" }));

    artifact(() => HttpResponse.arrayBuffer(new Uint8Array(5 * 1024 * 1024).fill(255).buffer));
    const large = await call("read_artifact", { run_id: "r1", path: "plots/roc.png" });
    expect(large.content.map(({ type }) => type)).toEqual(["text", "resource_link"]);
  });

  test("a missing file is only reported by storage, not when requesting the link", async () => {
    artifact(() => HttpResponse.xml("<Error><Code>NoSuchKey</Code></Error>", { status: 404 }));
    const { call } = await connect();
    const result = await call("read_artifact", { run_id: "r1", path: "no/such" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Find the file with list_artifacts");
    expect(JSON.stringify(result)).not.toContain("s3cr3t");
  });

  test("a missing link, a refused one and a path outside the run are errors", async () => {
    const { call } = await connect();
    on(`POST ${API}/credentials-for-read`, {}, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Run 'r1' not found."));
    const read = async (path: string) => textOf(await call("read_artifact", { run_id: "r1", path }));
    expect(await read("a.txt")).toContain("The workspace returned no link to the file.");
    expect(await read("a.txt")).toContain("Run 'r1' not found.");
    expect(await read("../a.txt")).toContain("path: must be relative");
  });
});
