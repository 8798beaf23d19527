/** The safetensors container, written: what `parseSafetensors` reads, in float32. */

export interface NamedMatrix {
  readonly name: string;
  readonly shape: readonly number[];
  /** As many numbers as the shape says. */
  readonly values: Float32Array;
}

/** The first tensor begins at a multiple of this, so that readers may map the file. */
const ALIGNMENT = 8;
const FLOAT_BYTES = 4;

/**
 * @param tensors each name once
 * @param metadata texts for whoever reads the file
 */
export function writeSafetensors(
  tensors: readonly NamedMatrix[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt', ...metadata } };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + FLOAT_BYTES * values.length] };
    end += FLOAT_BYTES * values.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const file = Buffer.alloc(ALIGNMENT + length + end, ' ');
  file.writeBigUInt64LE(BigInt(length));
  json.copy(file, ALIGNMENT);
  const data = new DataView(file.buffer, file.byteOffset + ALIGNMENT + length, end);
  let at = 0;
  for (const { values } of tensors) {
    for (const value of values) {
      data.setFloat32(at, value, true);
      at += FLOAT_BYTES;
    }
  }
  return file;
}
