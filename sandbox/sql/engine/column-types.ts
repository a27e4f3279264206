/** One column of a result's manifest. */
export interface Column {
  readonly name: string;
  readonly type_name: string;
  readonly type_text: string;
  readonly type_precision?: number;
  readonly type_scale?: number;
}
