import { SqlFailure, unsupported } from "../../engine/failure.ts";
import type { VolumeFile, VolumeFiles } from "./volume-files.ts";

/** The files of a path: one file, everything in a folder, or what matches a pattern (`*.csv`, `2024-*`, `{a,b}.json`). */
export function filesAt(path: string, volumes: VolumeFiles | undefined): readonly VolumeFile[] {
  const plain = path.replace(/^dbfs:(?=\/Volumes\/)/, "").replace(/\/+$/, "");
  if (volumes === undefined || !plain.startsWith("/Volumes/")) {
    throw unsupported("STORAGE", `reading ${path}. This workspace has files only in volumes, under /Volumes`);
  }
  const parts = plain.split("/");
  const wild = parts.findIndex((part) => /[*?{[]/.test(part));
  const root = wild === -1 ? plain : parts.slice(0, wild).join("/");
  const found = volumes.find(root);
  if (found === undefined) throw missingPath(path);
  if (!found.isDirectory) return [found];
  const pattern = wild === -1 ? undefined : new RegExp(`^${parts.slice(wild).map(globSource).join("/")}(/.*)?$`);
  const all = [...below(root, volumes)].filter(
    (one) => pattern === undefined || pattern.test(one.path.slice(root.length + 1)),
  );
  // Files that begin with a dot or an underscore belong to other tools.
  const visible = all.filter((one) => !/^[._]/.test(one.path.split("/").at(-1) ?? ""));
  if (visible.length === 0 && pattern !== undefined) throw missingPath(path);
  return visible;
}

function* below(path: string, volumes: VolumeFiles): Iterable<VolumeFile> {
  for (const one of volumes.list(path)) {
    if (one.isDirectory) yield* below(one.path, volumes);
    else yield one;
  }
}

function globSource(part: string): string {
  return part.replace(/\*|\?|\{[^}]*\}|[.+^$()|[\]\\]/g, (token) => {
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.startsWith("{"))
      return `(?:${token
        .slice(1, -1)
        .split(",")
        .map((one) => one.replace(/[.+^$()|[\]\\]/g, "\\$&"))
        .join("|")})`;
    return `\\${token}`;
  });
}

const missingPath = (path: string) => new SqlFailure("PATH_NOT_FOUND", `Path does not exist: ${path}.`, "42K03");
