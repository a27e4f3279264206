import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** A request as the source writes it: `/api/2.0/sql/statements/{}`, one `{}` a value. */
export interface WrittenRequest {
  readonly method: string;
  readonly path: string;
  /** Where it stands, e.g. `src/api/warehouses.ts#getWarehouse`. */
  readonly at: string;
}

interface Declaration {
  readonly file: string;
  readonly name: string;
  readonly text: string;
}

interface Source {
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** What a name of this file stands for elsewhere; a namespace has no `name`. */
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name?: string }>;
}

const LAYERS = ["src/api", "src/tools"];
const OPENING = /^(?:export )?(?:async )?(?:const|function\*?|class|interface|type) ([A-Za-z_$][\w$]*)/;

/**
 * What the modules of `api/` and `tools/` send, read from their text: which requests a declaration writes, and which
 * other declarations it names. It follows names, not values, so a request of a named function counts as sent.
 */
export function readCalls(root: string) {
  const files = LAYERS.flatMap((layer) =>
    readdirSync(root + layer)
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
      .map((name) => `${layer}/${name}`),
  );
  const sources = new Map(files.map((file) => [file, readSource(file, readFileSync(root + file, "utf8"))]));
  const declarations = [...sources.values()].flatMap(({ declarations: own }) => [...own.values()]);
  const reached = new Map<string, ReadonlySet<string>>();

  /** Ids of every declaration that one leads to, itself included. */
  function reach(from: Declaration): ReadonlySet<string> {
    const key = idOf(from);
    const known = reached.get(key);
    if (known) return known;
    const all = new Set([key]);
    reached.set(key, all);
    for (const next of named(sources, from)) for (const id of reach(next)) all.add(id);
    return all;
  }

  const written = new Map(declarations.map((one) => [idOf(one), requestsOf(one, sources.get(one.file))]));
  const tools = declarations.flatMap((one) => {
    const name = /\.tool\(\{\s*name: "(\w+)"/.exec(one.text)?.[1];
    return name === undefined ? [] : [{ name, requests: [...reach(one)].flatMap((id) => written.get(id) ?? []) }];
  });
  return { tools, requests: [...written.values()].flat() };
}

const idOf = ({ file, name }: { file: string; name: string }) => `${file}#${name}`;

function readSource(file: string, text: string): Source {
  const bare = text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$/gm, "");
  const imports = new Map<string, { file: string; name?: string }>();
  for (const [, what = "", from = ""] of bare.matchAll(/^(?:import|export)\s+([^;"]*?)\s+from\s+"(\.[^"]+)"/gm)) {
    const target = `src/${from.startsWith("./") ? basename(file.slice(0, file.lastIndexOf("/"))) : from.split("/").at(-2)}/${basename(from)}`;
    const space = /^\* as (\w+)$/.exec(what)?.[1];
    if (space !== undefined) imports.set(space, { file: target });
    for (const item of /\{([^}]*)\}/.exec(what)?.[1]?.split(",") ?? []) {
      const [name = "", alias] = item
        .trim()
        .replace(/^type /, "")
        .split(" as ");
      if (name !== "") imports.set(alias ?? name, { file: target, name });
    }
  }
  const declarations = new Map<string, Declaration>();
  let open: { name: string; lines: string[] } | undefined;
  for (const line of bare.split("\n")) {
    const name = OPENING.exec(line)?.[1];
    if (name !== undefined) open = { name, lines: [] };
    if (!open) continue;
    open.lines.push(line);
    const soFar = open.lines.join("\n");
    declarations.set(open.name, { file, name: open.name, text: soFar });
  }
  return { declarations, imports };
}

/** The declarations a declaration names: its own file's, imported ones, and those of imported namespaces. */
function named(sources: ReadonlyMap<string, Source>, { file, name: own, text }: Declaration): Declaration[] {
  const source = sources.get(file);
  if (!source) return [];
  const found = [...text.matchAll(/(?<![\w$.])([A-Za-z_$][\w$]*)(?:\.([A-Za-z_$][\w$]*))?/g)].map(
    ([, name = "", member]) => {
      if (name === own) return undefined;
      const imported = source.imports.get(name);
      if (!imported) return source.declarations.get(name);
      return lookUp(sources, imported.file, imported.name ?? member ?? "");
    },
  );
  return found.filter((one) => one !== undefined);
}

/** A declaration, through files that only pass it on. */
function lookUp(sources: ReadonlyMap<string, Source>, file: string, name: string): Declaration | undefined {
  const source = sources.get(file);
  const own = source?.declarations.get(name);
  if (own) return own;
  const passed = source?.imports.get(name);
  return passed?.name === undefined ? undefined : lookUp(sources, passed.file, passed.name);
}

const VERB = /\bclient\s*\.(get|post|put|patch|delete)\(\s*(path`[^`]*`|"[^"]*"|`[^`]*`|[A-Za-z_$][\w$]*)/g;
const CONTENT = /\bclient\s*\.bytes\(\s*"(\w+)",\s*(path`[^`]*`|"[^"]*"|`[^`]*`|[A-Za-z_$][\w$]*)/g;

function requestsOf(declaration: Declaration, source: Source | undefined): WrittenRequest[] {
  const { text } = declaration;
  return [...text.matchAll(VERB), ...text.matchAll(CONTENT)].map(([, method = "", target = ""]) => ({
    method: method.toUpperCase(),
    path: pathOf(target, text, source),
    at: idOf(declaration),
  }));
}

/** A literal or template, or the name of a value or function, here or in the file, that holds one. */
function pathOf(target: string, text: string, source: Source | undefined): string {
  if (/^(path)?[`"]/.test(target)) {
    const literal = target.replace(/^(path)?[`"]|[`"]$/g, "");
    return literal.replace(/\$\{([^}]*)\}/g, (_, name: string) => constant(name, source) ?? "{}").replace(/\?.*$/, "");
  }
  const local = new RegExp(`\\b${target} = (path\`[^\`]*\`|"[^"]*")`).exec(text)?.[1];
  const elsewhere = LITERAL.exec(source?.declarations.get(target)?.text ?? "")?.[0];
  const literal = local ?? elsewhere;
  return literal === undefined ? target : pathOf(literal, "", source);
}

const LITERAL = /path`[^`]*`|"\/[^"]*"|`\/[^`]*`/;

const constant = (name: string, source: Source | undefined): string | undefined =>
  /= ["`](\/[^"`$]*)["`]/.exec(source?.declarations.get(name)?.text ?? "")?.[1];
