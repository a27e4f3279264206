import { fail, invalid } from "../failure.ts";
import { type App, type Fields, isFields, optional, readJson, required } from "../http.ts";
import { openNotebookDriver } from "../jobs/notebook.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";
import type { World } from "../world.ts";
import { NotInstallable, wheelsOf } from "./packages.ts";
import { type Interpreter, startInterpreter, type Wheel } from "./python/interpreter.ts";

const PATH = "/api/2.0/sandboxes";
const EXEC = "/api/2.0/sandbox-exec/sandboxes";
const CREATE_MS = 1500;
const DEFAULT_SECONDS = 60;

interface CodeSandbox {
  readonly id: string;
  readonly created: number;
  readonly spec: Fields;
  readonly displayName: string | undefined;
  state: "PENDING" | "RUNNING" | "STOPPED";
  readonly commands: Fields[];
}

/** The machine of a sandbox: one Python, whose files outlive each program. */
interface Machine {
  readonly python: Interpreter;
  wheels: readonly Wheel[];
  /** Programs run one after another. */
  busy: Promise<unknown>;
}

/** Sandboxes for code. They run `python3`, and each program is a process without the variables of the one before. */
export const codeSandboxes: Service = (app, world) => {
  const all = world.kept(
    "code sandboxes",
    () => new Map<string, CodeSandbox>(),
    (kept) => {
      for (const one of kept.values()) one.state = "STOPPED";
    },
  );
  const machines = new Map<string, Machine>();
  const find = (id: string) => all.get(id) ?? fail(404, "NOT_FOUND", `Sandbox sandboxes/${id} does not exist.`);
  const stop = async (id: string) => {
    const machine = machines.get(id);
    machines.delete(id);
    await machine?.python.close();
  };
  world.onClose(async () => {
    await Promise.all([...machines.keys()].map(stop));
  });
  const machineOf = (id: string): Machine => {
    const known = machines.get(id);
    if (known) return known;
    const driver = openNotebookDriver(world, {}, []);
    const machine: Machine = { python: startInterpreter(driver.answer), wheels: [], busy: Promise.resolve() };
    machines.set(id, machine);
    return machine;
  };

  app.get(PATH, (c) => c.json(pageResponse("sandboxes", [...all.values()].map(view), c.req.query())));
  app.post(PATH, async (c) => {
    const id = required(c.req.query(), "sandbox_id");
    if (!/^[a-z][a-z0-9-]{0,62}$/.test(id)) invalid("sandbox_id must be lower-case letters, digits and hyphens.");
    if (all.has(id)) fail(409, "ALREADY_EXISTS", `sandboxes/${id} already exists.`);
    const body = await readJson(c);
    const one: CodeSandbox = {
      id,
      created: world.now(),
      spec: isFields(body.spec) ? body.spec : {},
      displayName: optional(body, "display_name"),
      state: "PENDING",
      commands: [],
    };
    all.set(id, one);
    world.after(CREATE_MS, () => {
      if (one.state === "PENDING") one.state = "RUNNING";
    });
    return c.json(view(one));
  });
  app.get(`${PATH}/:id`, (c) => c.json(view(find(c.req.param("id")))));
  app.delete(`${PATH}/:id`, async (c) => {
    const { id } = find(c.req.param("id"));
    all.delete(id);
    await stop(id);
    return c.json({});
  });
  app.post(`${PATH}/:id/start`, (c) => {
    const one = find(c.req.param("id"));
    one.state = "RUNNING";
    return c.json(view(one));
  });
  app.post(`${PATH}/:id/stop`, async (c) => {
    const one = find(c.req.param("id"));
    one.state = "STOPPED";
    await stop(one.id);
    return c.json(view(one));
  });

  app.post(`${EXEC}/:id/exec-sync`, async (c) => {
    const one = find(c.req.param("id"));
    if (one.state !== "RUNNING") fail(400, "FAILED_PRECONDITION", `Sandbox sandboxes/${one.id} is ${one.state}.`);
    const body = await readJson(c);
    const command_id = world.uuid();
    const ended = await execute(world, machineOf(one.id), body);
    one.commands.push({ command_id, cmd: body.cmd, exit_code: ended.exit_code, finished: true });
    return c.json({ command_id, truncated: false, ...ended });
  });
  app.get(`${EXEC}/:id/commands`, (c) => c.json({ commands: find(c.req.param("id")).commands }));
  notSupported(app);
};

const notSupported = (app: App): void => {
  app.all("/api/2.0/sandbox-files/*", () =>
    fail(
      501,
      "NOT_IMPLEMENTED",
      "The embedded workspace has no file API for sandboxes: use python3 to read and write.",
    ),
  );
};

const view = ({ id, created, spec, displayName, state }: CodeSandbox): Fields => ({
  name: `sandboxes/${id}`,
  ...(displayName !== undefined && { display_name: displayName }),
  spec,
  status: { state: `SANDBOX_STATE_${state}` },
  create_time: new Date(created).toISOString(),
});

/** Runs `python3 -c <code>` or `python3 -m pip install <packages>`. */
async function execute(world: World, machine: Machine, body: Fields): Promise<Fields> {
  const cmd = required(body, "cmd").split("/").at(-1);
  const args = Array.isArray(body.args) ? body.args.map(String) : [];
  const envs = isFields(body.envs) ? body.envs : {};
  const seconds = Number(optional(body, "execution_timeout")?.replace("s", "") ?? DEFAULT_SECONDS);
  if (cmd !== "python3" && cmd !== "python")
    return failed(127, `${cmd}: command not found in the embedded workspace\n`);
  const [option, first = ""] = args;
  if (option === "-m" && first === "pip") return install(world, machine, args.slice(3));
  if (option !== "-c") return failed(2, "Only python3 -c and python3 -m pip install run in the embedded workspace.\n");
  const run = machine.busy.then(() =>
    runProgram(machine, { source: first, argv: ["-c", ...args.slice(2)], envs }, seconds),
  );
  machine.busy = run.catch(() => undefined);
  return run;
}

const failed = (exit_code: number, stderr: string): Fields => ({
  status: "EXECUTE_COMMAND_STATUS_COMPLETED",
  exit_code,
  stdout: "",
  stderr,
});

async function install(world: World, machine: Machine, packages: readonly string[]): Promise<Fields> {
  try {
    for (const one of packages.filter((each) => !each.startsWith("-"))) {
      machine.wheels = [...machine.wheels, ...(await wheelsOf(world, { pypi: { package: one } }))];
    }
  } catch (error) {
    if (!(error instanceof NotInstallable)) throw error;
    return failed(1, `ERROR: ${error.message}\n`);
  }
  return { status: "EXECUTE_COMMAND_STATUS_COMPLETED", exit_code: 0, stdout: "", stderr: "" };
}

interface Program {
  readonly source: string;
  readonly argv: readonly string[];
  readonly envs: Fields;
}

/** A process of its own within the machine's Python: a new `__main__`, arguments and environment. */
const processOf = ({ source, argv, envs }: Program): string => `
import contextlib as _c, io as _io, json as _j, os as _os, sys as _s, traceback as _t, types as _ty
def _process():
    main, before = _ty.ModuleType("__main__"), _s.modules["__main__"]
    out, err, code = _io.StringIO(), _io.StringIO(), 0
    _s.modules["__main__"] = main
    _s.argv = _j.loads(${JSON.stringify(JSON.stringify(argv))})
    _os.environ.update(_j.loads(${JSON.stringify(JSON.stringify(envs))}))
    try:
        with _c.redirect_stdout(out), _c.redirect_stderr(err):
            exec(compile(_j.loads(${JSON.stringify(JSON.stringify(source))}), "<string>", "exec"), main.__dict__)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        err.write(_t.format_exc())
        code = 1
    finally:
        _s.modules["__main__"] = before
    return _j.dumps({"stdout": out.getvalue(), "stderr": err.getvalue(), "exit_code": code})
print(_process())
`;

async function runProgram({ python, wheels }: Machine, program: Program, seconds: number): Promise<Fields> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    python.interrupt(1000);
  }, seconds * 1000);
  const outcome = await python.run("<sandbox>", processOf(program), wheels);
  clearTimeout(timer);
  if (late) return { ...failed(137, ""), exit_code: undefined, status: "EXECUTE_COMMAND_STATUS_TIMED_OUT" };
  if (outcome.kind !== "finished") return failed(137, "Killed\n");
  const result: unknown = JSON.parse(outcome.result);
  const text = isFields(result) && result.resultType === "text" ? String(result.data) : "";
  const ended: unknown = text === "" ? undefined : JSON.parse(text);
  return isFields(ended)
    ? { status: "EXECUTE_COMMAND_STATUS_COMPLETED", ...ended }
    : failed(1, isFields(result) ? String(result.cause ?? result.summary ?? "") : "");
}
