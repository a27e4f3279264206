import { SqlFailure } from "../../../engine/failure.ts";
import type { Description } from "../../syntax/statements/ast.ts";
import { type Rows, type StatementContext, textRows } from "../context.ts";
import { requireVolume } from "../privileges.ts";

export function listFiles(
  { path, limit }: Extract<Description, { kind: "list_files" }>,
  context: StatementContext,
): Rows {
  const { services } = context;
  requireVolume(path, "READ_VOLUME", context);
  const plain = path.replace(/^dbfs:(?=\/Volumes\/)/, "").replace(/\/+$/, "");
  const found = services.files?.find(plain);
  if (found === undefined || services.files === undefined) {
    throw new SqlFailure("PATH_NOT_FOUND", `Path does not exist: ${path}.`, "42K03");
  }
  const files = found.isDirectory ? services.files.list(plain) : [found];
  return textRows(
    ["path", "name", "size BIGINT", "modification_time TIMESTAMP"],
    files.slice(0, limit).map((file) => {
      const name = `${file.path.split("/").at(-1) ?? ""}${file.isDirectory ? "/" : ""}`;
      return [
        `dbfs:${file.path}${file.isDirectory ? "/" : ""}`,
        name,
        String(file.size),
        new Date(file.modified).toISOString(),
      ];
    }),
  );
}
