import * as z from "zod";
import { isEmpty } from "../records.ts";
import type { objectName } from "./fields.ts";

/** Output fields by name. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** Type of a field's value. An optional field also accepts `null`, which the platform sends for an absent value. */
type Filling<F extends z.ZodType> = undefined extends z.input<F> ? z.input<F> | null : z.input<F>;

/** A value for every field. An optional field may be empty, but it has to be named: forgetting it does not compile. */
export type Filled<S extends Shape> = {
  readonly [K in keyof S as S[K] extends typeof objectName ? never : K]: Filling<S[K]>;
};

/** `T` without any field that `S` does not have, at any depth, also where a spread would bring one along. */
export type Exact<T, S extends Shape> = T & NoSurplus<T, { [K in keyof S]: z.input<S[K]> }>;

type NoSurplus<T, Known> = T extends readonly (infer Item)[]
  ? Known extends readonly (infer KnownItem)[]
    ? readonly NoSurplus<Item, KnownItem>[]
    : unknown
  : T extends object
    ? Known extends object
      ? {
          readonly [K in keyof T]: K extends keyof Known
            ? unknown extends T[K]
              ? unknown
              : NoSurplus<NonNullable<T[K]>, NonNullable<Known[K]>> | null | undefined
            : never;
        }
      : unknown
    : unknown;

/** A record as it is shown: the fields and the function that fills them, which cannot drift apart. */
export interface View<S extends Shape, From extends readonly unknown[]> {
  (...from: From): { readonly [K in keyof S]: z.input<S[K]> };
  /** To make a larger view from this one. */
  readonly fields: S;
  readonly schema: z.ZodObject<S>;
}

/**
 * Ties output fields to what fills them: renaming, adding or dropping a field on one side only is a compile error.
 * Optional fields that turn out empty (`null`, `""`, `[]`, `{}`) are left out.
 *
 * @example
 * const scopeView = view(
 *   { name: z.string(), backend_type: text },
 *   (scope: SecretScope) => ({ name: scope.name, backend_type: scope.backend_type }),
 * );
 * // output: z.object({ scopes: z.array(scopeView.schema) }), run: … scopes: items.map((scope) => scopeView(scope))
 */
export function view<S extends Shape, From extends readonly unknown[], T extends Filled<S>>(
  fields: S,
  fill: (...from: From) => Exact<T, S>,
): View<S, From> {
  const schema = z.object(fields);
  const show = (...from: From) => withoutEmpty(schema, fill(...from));
  return Object.assign(show, { fields, schema }) as View<S, From>;
}

/** Optional fields that are sent when they are empty. */
const SENT_EMPTY = new WeakSet<z.core.$ZodType>();

/**
 * An optional field whose empty value (`""`, `[]`, `{}`) is sent, because it means something else than an absent field: a
 * query without rows is not a statement without a result. Call it last, since `.describe()` makes a copy.
 */
export function evenIfEmpty<F extends z.ZodType>(field: F): F {
  SENT_EMPTY.add(field);
  return field;
}

/** The record without its empty optional fields; required fields and those of `evenIfEmpty` stay as they are. */
export function withoutEmpty<O extends z.ZodObject>({ shape }: O, record: object): z.input<O> {
  const kept = Object.entries(record).filter(([key, value]) => !(isEmpty(value) && mayBeLeftOut(shape[key], value)));
  return Object.fromEntries(kept) as z.input<O>;
}

const mayBeLeftOut = (field: z.core.$ZodType | undefined, value: unknown): boolean =>
  field?._zod.optin === "optional" && (value === undefined || value === null || !SENT_EMPTY.has(field));
