import type { services } from "./data/services.ts";
import type routes from "./sdk/routes.json";

type IdsOf<Service> = Service extends { operations: infer Operations } ? keyof Operations & string : never;

/** The id of an operation in the reference, e.g. `jobs.get`. Every request of the client carries one. */
export type OperationId = IdsOf<(typeof services)[number]> | keyof (typeof routes)["ids"];
