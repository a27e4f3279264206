import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { nullOnFailure, SqlFailure } from "../../../engine/failure.ts";
import { BINARY, STRING } from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { coerced, scalar, typed } from "../define.ts";

const GCM_IV = 12;
const GCM_TAG = 16;
const CBC_IV = 16;

type Mode = "ECB" | "CBC" | "GCM";

interface Settings {
  readonly name: string;
  readonly mode: Mode;
  readonly algorithm: string;
}

/** @throws {SqlFailure} for a key of another length, and for modes and paddings that Spark does not have */
function settings(name: string, key: Uint8Array, mode: string, padding: string): Settings {
  if (![16, 24, 32].includes(key.length)) {
    throw new SqlFailure(
      "INVALID_PARAMETER_VALUE.AES_KEY_LENGTH",
      `The value of parameter(s) \`key\` in \`aes_encrypt\`/\`aes_decrypt\` is invalid: expects a binary value with 16, 24 or 32 bytes, but got ${key.length} bytes.`,
      "22023",
    );
  }
  const [upper, filler] = [mode.toUpperCase(), padding.toUpperCase()];
  const known =
    (upper === "ECB" && (filler === "PKCS" || filler === "DEFAULT")) ||
    (upper === "CBC" && (filler === "PKCS" || filler === "DEFAULT")) ||
    (upper === "GCM" && (filler === "NONE" || filler === "DEFAULT"));
  if (!known) {
    throw new SqlFailure(
      "UNSUPPORTED_FEATURE.AES_MODE",
      `The feature is not supported: AES-${mode} with the padding ${padding} by the \`aes_encrypt\`/\`aes_decrypt\` function.`,
      "0A000",
    );
  }
  return { name, mode: upper as Mode, algorithm: `aes-${key.length * 8}-${upper.toLowerCase()}` };
}

function encrypt(text: Uint8Array, key: Uint8Array, mode: string, padding: string, iv: Uint8Array, aad: Uint8Array) {
  const { mode: chosen, algorithm, name } = settings("aes_encrypt", key, mode, padding);
  if (aad.length > 0 && chosen !== "GCM") throw unsupported("AES_MODE_AAD", `AES-${chosen} with AAD`, name);
  if (chosen === "ECB") {
    if (iv.length > 0) throw unsupported("AES_MODE_IV", "AES-ECB with initialization vectors (IVs)", name);
    const cipher = createCipheriv(algorithm, key, null);
    return new Uint8Array(Buffer.concat([cipher.update(text), cipher.final()]));
  }
  const size = chosen === "GCM" ? GCM_IV : CBC_IV;
  if (iv.length > 0 && iv.length !== size) {
    throw new SqlFailure(
      "INVALID_PARAMETER_VALUE.AES_IV_LENGTH",
      `The value of parameter(s) \`iv\` in \`${name}\` is invalid: supports ${size}-byte CBC IVs and 12-byte GCM IVs, but got ${iv.length} bytes for ${chosen}.`,
      "22023",
    );
  }
  const vector = iv.length > 0 ? iv : randomBytes(size);
  if (chosen === "CBC") {
    const cipher = createCipheriv(algorithm, key, vector);
    return new Uint8Array(Buffer.concat([vector, cipher.update(text), cipher.final()]));
  }
  const cipher = createCipheriv(gcm(key), key, vector);
  cipher.setAAD(aad);
  return new Uint8Array(Buffer.concat([vector, cipher.update(text), cipher.final(), cipher.getAuthTag()]));
}

const gcm = (key: Uint8Array) => `aes-${key.length * 8}-gcm` as "aes-256-gcm";

function decrypt(name: string, bytes: Uint8Array, key: Uint8Array, mode: string, padding: string, aad: Uint8Array) {
  const { mode: chosen, algorithm } = settings(name, key, mode, padding);
  if (aad.length > 0 && chosen !== "GCM") throw unsupported("AES_MODE_AAD", `AES-${chosen} with AAD`, name);
  try {
    if (chosen === "GCM") {
      const decipher = createDecipheriv(gcm(key), key, bytes.slice(0, GCM_IV));
      decipher.setAAD(aad);
      decipher.setAuthTag(bytes.slice(-GCM_TAG));
      return new Uint8Array(Buffer.concat([decipher.update(bytes.slice(GCM_IV, -GCM_TAG)), decipher.final()]));
    }
    const start = chosen === "CBC" ? CBC_IV : 0;
    const decipher = createDecipheriv(algorithm, key, chosen === "CBC" ? bytes.slice(0, CBC_IV) : null);
    return new Uint8Array(Buffer.concat([decipher.update(bytes.slice(start)), decipher.final()]));
  } catch (error) {
    throw new SqlFailure(
      "INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR",
      `The value of parameter(s) \`expr\`, \`key\` in \`${name}\` is invalid: detail message: ${error instanceof Error ? error.message : String(error)}`,
      "22023",
    );
  }
}

function unsupported(condition: string, what: string, name: string): SqlFailure {
  return new SqlFailure(
    `UNSUPPORTED_FEATURE.${condition}`,
    `The feature is not supported: ${what} by the \`${name}\` function.`,
    "0A000",
  );
}

const EMPTY = typed(BINARY, "''::BLOB");
const GCM = typed(STRING, "'GCM'");
const DEFAULT = typed(STRING, "'DEFAULT'");

function decryption(name: string, lenient: boolean): FunctionDefinition {
  return scalar(name, "expr key mode? padding? aad?", (args, context) => {
    const [expr = EMPTY, key = EMPTY, mode = GCM, padding = DEFAULT, aad = EMPTY] = coerced(
      args,
      [BINARY, BINARY, STRING, STRING, BINARY],
      context,
      name,
    );
    const run = (...values: [Uint8Array, Uint8Array, string, string, Uint8Array]) => decrypt("aes_decrypt", ...values);
    return context.call(name, [expr, key, mode, padding, aad], BINARY, lenient ? nullOnFailure(run) : run);
  });
}

/** AES. */
export const encryptionFunctions: readonly FunctionDefinition[] = [
  scalar("aes_encrypt", "expr key mode? padding? iv? aad?", (args, context, name) => {
    const [expr = EMPTY, key = EMPTY, mode = GCM, padding = DEFAULT, iv = EMPTY, aad = EMPTY] = coerced(
      args,
      [BINARY, BINARY, STRING, STRING, BINARY, BINARY],
      context,
      name,
    );
    return context.call(name, [expr, key, mode, padding, iv, aad], BINARY, encrypt, {
      volatile: args.length < 5,
    });
  }),
  decryption("aes_decrypt", false),
  decryption("try_aes_decrypt", true),
];
