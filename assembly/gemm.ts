// Single-precision matrix product for one core, compiled to WebAssembly SIMD by scripts/build-wasm.mjs.
// Goto's blocking: panels of A and B are packed so that the 4 x 8 micro-kernel reads memory in order.
// AssemblyScript, not TypeScript: i32, usize and v128 are machine types, pointers are byte offsets.

const MR: i32 = 4; // rows of a register tile
const NR: i32 = 8; // columns of a register tile: two v128
const MC: i32 = 64; // rows of A packed at a time: 64 KB, stays in L2
const KC: i32 = 256; // depth of a packed panel: 8 KB of B stays in L1
const NC: i32 = 512; // columns of B packed at a time: 512 KB

/** Bytes the caller sets aside at `work`: packed A, packed B, one register tile. */
export function workspaceBytes(): i32 {
  return (MC * KC + KC * NC + MR * NR) << 2;
}

/** Packs `rows x kc` of op(A) in tiles of MR rows, depth first, scaled by alpha, zeros below the edge. */
function packA(a: usize, rowStride: i32, colStride: i32, rows: i32, kc: i32, alpha: f32, out: usize): void {
  for (let i = 0; i < rows; i += MR) {
    const live = min(MR, rows - i);
    for (let r = 0; r < MR; r++) {
      let to = out + ((i * kc + r) << 2);
      if (r < live) {
        let from = a + (((i + r) * rowStride) << 2);
        for (let p = 0; p < kc; p++) {
          store<f32>(to, alpha * load<f32>(from));
          from += colStride << 2;
          to += MR << 2;
        }
      } else {
        for (let p = 0; p < kc; p++) {
          store<f32>(to, 0);
          to += MR << 2;
        }
      }
    }
  }
}

/** Packs `kc x cols` of op(B) in tiles of NR columns, depth first, zeros right of the edge. */
function packB(b: usize, rowStride: i32, colStride: i32, kc: i32, cols: i32, out: usize): void {
  for (let j = 0; j < cols; j += NR) {
    const live = min(NR, cols - j);
    const tile = out + ((j * kc) << 2);
    const first = b + ((j * colStride) << 2);
    if (live === NR && colStride === 1) {
      for (let p = 0; p < kc; p++) {
        const from = first + ((p * rowStride) << 2);
        const to = tile + ((p * NR) << 2);
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
    } else {
      for (let c = 0; c < NR; c++) {
        let to = tile + (c << 2);
        if (c < live) {
          let from = first + ((c * colStride) << 2);
          for (let p = 0; p < kc; p++) {
            store<f32>(to, load<f32>(from));
            from += rowStride << 2;
            to += NR << 2;
          }
        } else {
          for (let p = 0; p < kc; p++) {
            store<f32>(to, 0);
            to += NR << 2;
          }
        }
      }
    }
  }
}

function accumulate(c: usize, low: v128, high: v128): void {
  v128.store(c, f32x4.add(v128.load(c), low));
  v128.store(c, f32x4.add(v128.load(c, 16), high), 16);
}

/** C[0..4, 0..8] += packed A tile times packed B tile. `stride` is C's row stride in bytes. */
function tile(kc: i32, a: usize, b: usize, c: usize, stride: i32): void {
  let r00 = f32x4.splat(0);
  let r01 = f32x4.splat(0);
  let r10 = f32x4.splat(0);
  let r11 = f32x4.splat(0);
  let r20 = f32x4.splat(0);
  let r21 = f32x4.splat(0);
  let r30 = f32x4.splat(0);
  let r31 = f32x4.splat(0);
  const end = b + ((kc * NR) << 2);
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    r00 = f32x4.add(r00, f32x4.mul(x, b0));
    r01 = f32x4.add(r01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    r10 = f32x4.add(r10, f32x4.mul(x, b0));
    r11 = f32x4.add(r11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    r20 = f32x4.add(r20, f32x4.mul(x, b0));
    r21 = f32x4.add(r21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    r30 = f32x4.add(r30, f32x4.mul(x, b0));
    r31 = f32x4.add(r31, f32x4.mul(x, b1));
    a += MR << 2;
    b += NR << 2;
  }
  accumulate(c, r00, r01);
  accumulate(c + stride, r10, r11);
  accumulate(c + stride * 2, r20, r21);
  accumulate(c + stride * 3, r30, r31);
}

/** The same at the edge of C: through a full tile at `scratch`, of which `rows x cols` are added. */
function edgeTile(
  kc: i32,
  a: usize,
  b: usize,
  c: usize,
  stride: i32,
  rows: i32,
  cols: i32,
  scratch: usize,
): void {
  memory.fill(scratch, 0, (MR * NR) << 2);
  tile(kc, a, b, scratch, NR << 2);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const to = c + i * stride + (j << 2);
      store<f32>(to, load<f32>(to) + load<f32>(scratch + ((i * NR + j) << 2)));
    }
  }
}

/** One packed block of C. */
function block(
  rows: i32,
  cols: i32,
  kc: i32,
  a: usize,
  b: usize,
  c: usize,
  stride: i32,
  scratch: usize,
): void {
  for (let j = 0; j < cols; j += NR) {
    const bTile = b + ((j * kc) << 2);
    for (let i = 0; i < rows; i += MR) {
      const aTile = a + ((i * kc) << 2);
      const to = c + i * stride + (j << 2);
      if (i + MR <= rows && j + NR <= cols) tile(kc, aTile, bTile, to, stride);
      else edgeTile(kc, aTile, bTile, to, stride, min(MR, rows - i), min(NR, cols - j), scratch);
    }
  }
}

/**
 * C (m x n, row stride ldc) += alpha op(A) op(B); op(A)[i, p] lies at a + i aRow + p aCol (in floats), likewise B.
 * So one routine covers A B, A B^T and A^T B, and sub-matrices such as one attention head.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  alpha: f32,
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  const packedA = work;
  const packedB = packedA + ((MC * KC) << 2);
  const scratch = packedB + ((KC * NC) << 2);
  const stride = ldc << 2;
  for (let j = 0; j < n; j += NC) {
    const cols = min(NC, n - j);
    for (let p = 0; p < k; p += KC) {
      const kc = min(KC, k - p);
      packB(b + ((p * bRow + j * bCol) << 2), bRow, bCol, kc, cols, packedB);
      for (let i = 0; i < m; i += MC) {
        const rows = min(MC, m - i);
        packA(a + ((i * aRow + p * aCol) << 2), aRow, aCol, rows, kc, alpha, packedA);
        block(rows, cols, kc, packedA, packedB, c + i * stride + (j << 2), stride, scratch);
      }
    }
  }
}
