/** The safetensors container: 8 bytes of header length, a JSON header, then the tensors' bytes. */
import { InputError } from '../../core/errors.js';

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const LENGTH_BYTES = 8;

type Decode = (bytes: DataView, i: number) => number;

const DECODERS: Readonly<Record<string, { readonly size: number; readonly decode: Decode }>> = {
  F64: { size: 8, decode: (bytes, i) => bytes.getFloat64(8 * i, true) },
  F32: { size: 4, decode: (bytes, i) => bytes.getFloat32(4 * i, true) },
  F16: { size: 2, decode: (bytes, i) => decodeHalf(bytes.getUint16(2 * i, true)) },
  BF16: { size: 2, decode: (bytes, i) => decodeBrain(bytes.getUint16(2 * i, true)) },
};

function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** bfloat16 is the upper half of a float32. */
function decodeBrain(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}

/**
 * Floating-point tensors of a file; integer tensors are skipped.
 * @param field named in errors
 * @throws InputError when the file is not what its header says
 */
export function parseSafetensors(field: string, bytes: Uint8Array): Map<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= LENGTH_BYTES ? Number(view.getBigUint64(0, true)) : Number.POSITIVE_INFINITY;
  const start = LENGTH_BYTES + length;
  if (start > bytes.length) throw new InputError(field, `${bytes.length} bytes`, 'a safetensors file');
  const header = parseHeader(field, bytes.subarray(LENGTH_BYTES, start));
  const tensors = new Map<string, Tensor>();
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of header) {
    const format = DECODERS[dtype];
    if (!format) continue;
    const count = shape.reduce((product, n) => product * n, 1);
    if (to - from !== count * format.size || start + to > bytes.length || from < 0) {
      throw new InputError(
        `${field}, ${name}`,
        [from, to],
        `${count} values of ${format.size} bytes inside the file`,
      );
    }
    const data = new DataView(bytes.buffer, bytes.byteOffset + start + from, to - from);
    tensors.set(name, {
      shape,
      values: Float32Array.from({ length: count }, (_, i) => format.decode(data, i)),
    });
  }
  return tensors;
}

function parseHeader(field: string, bytes: Uint8Array): [string, Entry][] {
  try {
    const header = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, Entry>;
    return Object.entries(header).filter(([name]) => name !== '__metadata__');
  } catch {
    throw new InputError(field, 'a broken header', 'a safetensors file');
  }
}
