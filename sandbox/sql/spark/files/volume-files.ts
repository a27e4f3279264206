export interface VolumeFile {
  /** Absolute, such as `/Volumes/main/sales/landing/orders.csv`. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modified: number;
}

/** Files of the workspace by their absolute path. */
export interface VolumeFiles {
  find(path: string): VolumeFile | undefined;
  list(path: string): readonly VolumeFile[];
  read(path: string): Uint8Array;
}
