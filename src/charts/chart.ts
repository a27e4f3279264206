export interface Chart {
  readonly kind: "line" | "bar" | "scatter" | "area";
  readonly title?: string;
  readonly x: { readonly label?: string; readonly type: "value" | "category" | "time" };
  readonly y: { readonly label?: string; readonly log?: boolean };
  readonly series: readonly {
    readonly name: string;
    /** On a time axis x is milliseconds or ISO text, UTC unless the text says otherwise. What is no finite number is a gap. */
    readonly points: readonly (readonly [x: number | string, y: number | null])[];
  }[];
}

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}
