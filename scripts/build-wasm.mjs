// Compiles the AssemblyScript kernel to wasm/gemm.wasm. Part of the build; run alone after editing assembly/.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Builds into `<root>/wasm`, which src/ and dist/ reach by the same relative URL. */
export async function buildWasm() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  mkdirSync(`${root}wasm`, { recursive: true });
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd,bulk-memory'];
  const { error, stderr } = await asc.main(
    ['assembly/gemm.ts', '--outFile', 'wasm/gemm.wasm', '--baseDir', root, ...flags],
    {},
  );
  if (error) throw new Error(`assembly/gemm.ts does not compile: ${error.message}\n${stderr.toString()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWasm();
