import { DOUBLE, STRING } from "../sql/spark/data-types.ts";
import type { StoredRoutine } from "../sql/spark/metastore/objects.ts";
import type { World } from "../world.ts";

/** The functions of a new workspace. */
export function seedRoutines(world: World, createdAt: number): readonly StoredRoutine[] {
  const common = {
    kind: "routine",
    language: "sql",
    catalog: "main",
    schema: "sales",
    deterministic: true,
    createdAt,
  } as const;
  return [
    {
      ...common,
      id: world.uuid(),
      name: ["main", "sales", "mask_email"],
      returns: STRING,
      comment: "An address without its person",
      parameters: [{ name: "email", type: STRING, comment: "The whole address" }],
      body: { kind: "expression", text: "regexp_replace(email, '^[^@]+', '***')" },
    },
    {
      ...common,
      id: world.uuid(),
      name: ["main", "sales", "net_price"],
      returns: DOUBLE,
      comment: "A price without value added tax",
      parameters: [
        { name: "gross", type: DOUBLE, comment: "Price with tax" },
        { name: "rate", type: DOUBLE, comment: "0.25 for 25 %" },
      ],
      body: { kind: "expression", text: "gross / (1 + rate)" },
    },
  ];
}
