import { type SandboxOptions, startSandbox } from "../../sandbox/index.ts";

export interface RestAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly headers: Headers;
}

/** A quick sandbox and plain fetch against it; `body` is sent as JSON unless it is bytes or a form. */
export async function openRest(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ speed: 50, rateLimit: 100_000, ...options });
  const call = async (
    method: string,
    path: string,
    body?: Uint8Array<ArrayBuffer> | FormData | URLSearchParams | object,
    more: Record<string, string> = {},
  ): Promise<RestAnswer> => {
    const form = body instanceof FormData || body instanceof URLSearchParams;
    const encoded: RequestInit["body"] = form
      ? body
      : body instanceof Uint8Array
        ? new Uint8Array(body)
        : JSON.stringify(body);
    const response = await fetch(sandbox.url + path, {
      method,
      headers: {
        authorization: `Bearer ${sandbox.token}`,
        ...(typeof encoded === "string" && { "content-type": "application/json" }),
        ...more,
      },
      ...(body !== undefined && { body: encoded }),
    });
    const text = await response.text();
    const json = text !== "" && response.headers.get("content-type")?.startsWith("application/json");
    return { status: response.status, body: json ? JSON.parse(text) : {}, text, headers: response.headers };
  };
  const query = (fields: Record<string, string | number>) =>
    new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]));
  return {
    sandbox,
    call,
    get: (path: string, fields: Record<string, string | number> = {}) => call("GET", `${path}?${query(fields)}`),
    post: (path: string, body: object = {}) => call("POST", path, body),
    /** Status and error code of a refusal. */
    refusal: ({ status, body }: RestAnswer) => [status, body.error_code],
    close: sandbox.close,
  };
}

export type RestSession = Awaited<ReturnType<typeof openRest>>;
