import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

const API = "/api/2.0/repos";
const MODEL = { url: "https://github.com/acme/churn-model", provider: "GITHUB" };

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

test("lists 20 folders per page; the token has a parameter name of its own", async () => {
  for (let n = 0; n < 20; n += 1) {
    await session.post(API, { ...MODEL, path: `/Repos/ana@example.com/model-${n}` });
  }
  const first = await session.get(API);
  expect(first.body.repos).toHaveLength(20);
  const token = String(first.body.next_page_token);
  const { body } = await session.get(API, { next_page_token: token });
  expect(body).toMatchObject({ repos: [{ path: "/Repos/ana@example.com/model-19" }] });
  expect(body).not.toHaveProperty("next_page_token");
  expect((await session.get(API, { path_prefix: "/Workspace/Users" })).body).toEqual({});
});

test.each([
  [{ ...MODEL, path: "/Repos/model" }, 400, "INVALID_PARAMETER_VALUE"],
  [{ ...MODEL, provider: "cvs" }, 400, "INVALID_PARAMETER_VALUE"],
  [{ url: "https://github.com/acme/none", provider: "gitHub" }, 400, "GIT_REMOTE_ERROR"],
])("%j is refused", async (body, status, code) => {
  expect(session.refusal(await session.post(API, body))).toEqual([status, code]);
});

test("sparse checkout can only be set when cloning", async () => {
  const patch = async (id: unknown) =>
    session.refusal(await session.call("PATCH", `${API}/${id}`, { sparse_checkout: { patterns: ["a"] } }));
  const users = "/Workspace/Users/ana@example.com";
  const whole = await session.post(API, { ...MODEL, path: `${users}/whole` });
  expect(await patch(whole.body.id)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  const sparse = { patterns: ["jobs"] };
  const part = await session.post(API, { ...MODEL, path: `${users}/part`, sparse_checkout: sparse });
  expect(part.body.sparse_checkout).toEqual(sparse);
  expect(await patch(part.body.id)).toEqual([200, undefined]);
});
