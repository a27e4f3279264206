/** A named parameter of the statement API; without a value it is NULL. */
export interface Parameter {
  readonly name: string;
  readonly value?: string | null;
  readonly type?: string;
}
