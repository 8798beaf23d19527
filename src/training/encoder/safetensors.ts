/**
 * The safetensors container: 8 bytes of header length, a JSON header, then the tensors' bytes without holes. Everything
 * the header says is checked before anything is allocated; a tensor is decoded when it is asked for.
 */
import { InputError } from '../../core/errors.js';

export interface Tensor {
  readonly shape: readonly number[];
  /**
   * The numbers, in float32.
   * @throws InputError naming the index of the first that is NaN or infinite
   */
  readonly values: Float32Array;
}

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

const LENGTH_BYTES = 8;
/** The format's own limit. */
const MOST_HEADER_BYTES = 100_000_000;

type Decode = (bytes: DataView, i: number) => number;

const DECODERS: Readonly<Record<string, Decode>> = {
  F64: (bytes, i) => bytes.getFloat64(8 * i, true),
  F32: (bytes, i) => bytes.getFloat32(4 * i, true),
  F16: (bytes, i) => decodeHalf(bytes.getUint16(2 * i, true)),
  BF16: (bytes, i) => decodeBrain(bytes.getUint16(2 * i, true)),
};

/** Bytes of a number of each type of the format. */
const SIZES = new Map([
  ...(['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3'] as const).map((dtype) => [dtype, 1] as const),
  ...(['I16', 'U16', 'F16', 'BF16'] as const).map((dtype) => [dtype, 2] as const),
  ...(['I32', 'U32', 'F32'] as const).map((dtype) => [dtype, 4] as const),
  ...(['I64', 'U64', 'F64'] as const).map((dtype) => [dtype, 8] as const),
]) as ReadonlyMap<string, number>;

function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

const brainBits = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
function decodeBrain(bits: number): number {
  brainBits.setUint32(0, bits << 16);
  return brainBits.getFloat32(0);
}

/**
 * Floating-point tensors of a file by name; those of integers are checked and left out.
 * @param field named in errors
 * @throws InputError when the file is not what its header says
 */
export function parseSafetensors(field: string, bytes: Uint8Array): Map<string, Tensor> {
  const start = LENGTH_BYTES + headerLength(field, bytes);
  const entries = Object.entries(parseHeader(field, bytes.subarray(LENGTH_BYTES, start)))
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => readEntry(`${field}, ${name}`, name, entry));
  checkLayout(field, entries, bytes.length - start);
  const tensors = new Map<string, Tensor>();
  for (const entry of entries) {
    const decode = DECODERS[entry.dtype];
    if (decode)
      tensors.set(entry.name, tensorOf(`${field}, ${entry.name}`, entry, bytes.subarray(start), decode));
  }
  return tensors;
}

function headerLength(field: string, bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) {
    throw new InputError(
      field,
      `${bytes.length} bytes`,
      'a safetensors file, which begins with 8 bytes of length',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  const most = Math.min(MOST_HEADER_BYTES, bytes.length - LENGTH_BYTES);
  if (length > BigInt(most)) {
    throw new InputError(
      field,
      `a header of ${length} bytes`,
      `a safetensors file; at most ${most} bytes follow here`,
    );
  }
  return Number(length);
}

function parseHeader(field: string, bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Refused below: what is not JSON is not an object either.
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new InputError(field, 'a broken header', 'a safetensors file, whose header is a JSON object');
  }
  return header as Record<string, unknown>;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function readEntry(where: string, name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const size = SIZES.get(dtype as string);
  if (size === undefined)
    throw new InputError(`${where}, dtype`, dtype, `one of ${[...SIZES.keys()].join(', ')}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw new InputError(`${where}, shape`, shape, 'a list of whole numbers >= 0');
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new InputError(`${where}, data_offsets`, offsets, 'two whole numbers >= 0');
  }
  const [from, to] = offsets as [number, number];
  const length = size * shape.reduce((product: number, n: number) => product * n, 1);
  if (to - from !== length) {
    throw new InputError(
      `${where}, data_offsets`,
      offsets,
      `${length} bytes, for ${dtype} of shape [${shape}]`,
    );
  }
  return { name, dtype: dtype as string, shape, from, to };
}

/** Tensors stand one after another without holes, and fill the file (the format's own rule). */
function checkLayout(field: string, entries: readonly Entry[], length: number): void {
  let end = 0;
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) {
      const fault = from < end ? 'overlaps the one before' : 'leaves bytes out';
      throw new InputError(
        `${field}, ${name}, data_offsets`,
        [from, to],
        `a begin at ${end}; this one ${fault}`,
      );
    }
    end = to;
  }
  if (end !== length) {
    const fault = end > length ? 'the file is cut off' : 'something follows them';
    throw new InputError(field, `${length} bytes of tensors`, `${end} bytes, as the header says; ${fault}`);
  }
}

function tensorOf(
  where: string,
  { dtype, shape, from, to }: Entry,
  data: Uint8Array,
  decode: Decode,
): Tensor {
  return {
    shape,
    get values() {
      const view = new DataView(data.buffer, data.byteOffset + from, to - from);
      const values = new Float32Array((to - from) / SIZES.get(dtype)!);
      for (let i = 0; i < values.length; i++) {
        values[i] = decode(view, i);
        if (!Number.isFinite(values[i])) {
          throw new InputError(`${where}[${i}]`, decode(view, i), 'a finite number in the range of float32');
        }
      }
      return values;
    },
  };
}
