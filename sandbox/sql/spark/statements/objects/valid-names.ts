import { SqlFailure } from "../../../engine/failure.ts";
import { mapsColumns } from "./features.ts";

/** Characters that Unity Catalog refuses in the names of objects: space, period, slash and control characters. */
const FORBIDDEN = /[ ./]|\p{Cc}/u;
/** Characters that Delta refuses in the names of columns, unless column mapping gives the columns other names in files. */
const FORBIDDEN_IN_COLUMNS = /[ ,;{}()\n\t=]/;
const LONGEST = 255;

/** @throws {SqlFailure} for a new object whose name Unity Catalog does not accept */
export function checkObjectName(kind: "Catalog" | "Schema" | "Table", name: string): void {
  if (name.length <= LONGEST && !FORBIDDEN.test(name)) return;
  throw new SqlFailure(
    "INVALID_PARAMETER_VALUE",
    `Invalid input: RPC Create${kind} Field managedcatalog.${kind}Info.name: name "${name}" is not a valid name`,
    "22023",
  );
}

/** @throws {SqlFailure} DELTA_INVALID_CHARACTERS_IN_COLUMN_NAMES */
export function checkColumnNames({
  columns,
  properties,
}: {
  readonly columns: readonly { readonly name: string }[];
  readonly properties: Map<string, string>;
}): void {
  if (mapsColumns({ properties })) return;
  const invalid = columns.map(({ name }) => name).filter((name) => FORBIDDEN_IN_COLUMNS.test(name));
  if (invalid.length === 0) return;
  throw new SqlFailure(
    "DELTA_INVALID_CHARACTERS_IN_COLUMN_NAMES",
    `Found invalid character(s) among ' ,;{}()\\n\\t=' in the column names of your schema. Invalid column names: ${invalid.join(", ")}. Please use other characters and try again. Alternatively, enable Column Mapping to keep using these characters.`,
    "42K05",
  );
}
