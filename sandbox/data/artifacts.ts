import { crc32, deflateSync } from "node:zlib";
import type { Artifact } from "../ml/store.ts";
import { chance } from "./random.ts";

// Files that training runs leave behind. Texts and pictures are complete. Models are bytes that cannot be loaded.

function text(content: string): Artifact {
  return { size: Buffer.byteLength(content), contentType: "text/plain", content };
}

/** Files that MLflow writes with every model. */
export const mlModel = (runId: string, created: number): Artifact =>
  text(
    [
      "artifact_path: model",
      "flavors:",
      "  python_function:",
      "    data: model.xgb",
      "    env: conda.yaml",
      "    loader_module: mlflow.xgboost",
      "    python_version: 3.11.10",
      "  xgboost:",
      "    data: model.xgb",
      "    model_class: xgboost.sklearn.XGBClassifier",
      "    xgb_version: 2.1.3",
      "mlflow_version: 2.19.0",
      "model_size_bytes: 241055",
      `run_id: ${runId}`,
      `utc_time_created: '${new Date(created).toISOString().slice(0, 19).replace("T", " ")}.000000'`,
      "",
    ].join("\n"),
  );

/** The log of a training script, one line per step. */
export const trainingLog = (steps: number, failure?: string): Artifact =>
  text(
    [
      ...Array.from(
        { length: steps },
        (_, step) => `INFO step ${step + 1}/${steps} examples/s=${41_200 + (step % 7) * 13}`,
      ),
      ...(failure === undefined ? ["INFO done"] : [`ERROR ${failure}`]),
      "",
    ].join("\n"),
  );

/** A file of this number of bytes. They are made when they are read. */
export const binary = (size: number): Artifact => ({ size, contentType: "application/octet-stream" });

/** The content of a file; pseudo-random bytes, the same on every call, if it has none of its own. */
export const contentOf = ({ content, size }: Artifact): string | Uint8Array<ArrayBuffer> =>
  content ?? new Uint8Array(Buffer.alloc(size, Buffer.from(chance(size).hex(64), "hex")));

const CELL = 24;

/** A picture of a confusion matrix: two by two cells, darker for higher counts. */
export function confusionMatrix(cells: readonly [number, number, number, number]): Artifact {
  const side = 2 * CELL;
  const most = Math.max(...cells);
  const rows = Array.from({ length: side }, (_, y) => {
    const shades = Array.from({ length: side }, (_, x) => {
      const cell = cells[(y < CELL ? 0 : 2) + (x < CELL ? 0 : 1)] ?? 0;
      return 255 - Math.round((cell / most) * 200);
    });
    return Buffer.from([0, ...shades]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // Eight bits of grey, no interlacing.
  header.set([8, 0, 0, 0, 0], 8);
  const picture = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  return { size: picture.byteLength, contentType: "image/png", content: new Uint8Array(picture) };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.byteLength, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
