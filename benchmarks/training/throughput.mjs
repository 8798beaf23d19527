// Throughput of one training step (forward + backward, LoRA r = 8 on every matrix of both blocks, 16 tokens, batch
// 32, one thread) beside its rivals in the same run: node benchmarks/training/throughput.mjs (after npm run build).
import { Matrix } from 'ml-matrix';
import { headSlice, headView } from '../../dist/training/adaptation/adaptation.js';
import { createLoraAdaptation } from '../../dist/training/adaptation/lora.js';
import { TARGETS } from '../../dist/training/encoder/encoder.js';
import { encoderBackward, encoderForward } from '../../dist/training/encoder/pass.js';
import { useLiteModel } from '../../dist/training/encoder/use-lite.js';
import { readUseLiteFiles } from '../../dist/training/encoder/use-lite-files.js';
import { HEAD_SCALE, headBackward, headForward } from '../../dist/training/layers/head.js';
import { lossAndGradient } from '../../dist/training/layers/loss.js';
import { into, plain, withScratch } from '../../dist/training/tensor/backend.js';
import { createWasmBackend } from '../../dist/training/tensor/wasm-backend.js';
import { batchWorkload } from '../../dist/training/work.js';
import { createTfjsForward } from './rival-tfjs.mjs';

const TEXTS = 32;
const TOKENS = 16;
const CLASSES = 12;
const LORA = { rank: 8, alpha: 16, targets: TARGETS };

/** Least time of several runs, ms: the machine is shared, and only the least is the routine's own. */
async function leastMs(runs, work) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

const backend = await createWasmBackend();
const { encoder, embedding } = useLiteModel(backend, await readUseLiteFiles());
const adaptation = createLoraAdaptation(encoder, LORA, CLASSES);
const { layout } = adaptation;
const vector = backend.allocate(layout.size);
vector.set(adaptation.initial(1).map((v, i) => v + 0.02 * Math.sin(i)));
const gradient = backend.allocate(layout.size);
const lengths = new Array(TEXTS).fill(TOKENS);
const labels = lengths.map((_, i) => i % CLASSES);
const features = backend.allocate(TEXTS * TOKENS * embedding.width);
for (let i = 0; i < TEXTS; i++) {
  const ids = Array.from({ length: TOKENS }, (_, t) => 6 + ((i * 131 + t * 977) % 7900));
  embedding.embed(ids, features, i * TOKENS * embedding.width);
}
const { lora } = adaptation.bind(vector);
const head = headView(layout, vector);

function ourForward() {
  return withScratch(backend.arena, () => {
    const { y } = encoderForward(backend, encoder, lora, features, lengths);
    const logits = headForward(backend, head, y, TEXTS);
    return lossAndGradient('cross-entropy', logits, labels, CLASSES);
  });
}

function ourStep() {
  gradient.fill(0);
  return withScratch(backend.arena, () => {
    const { y, cache } = encoderForward(backend, encoder, lora, features, lengths);
    const logits = headForward(backend, head, y, TEXTS);
    const loss = lossAndGradient('cross-entropy', logits, labels, CLASSES);
    const dy = headBackward(backend, head, y, logits, TEXTS, headSlice(layout, gradient));
    encoderBackward(backend, encoder, lora, cache, dy, adaptation.gradients(gradient));
    return loss;
  });
}

/** GFLOP/s of a 512 x 512 x 512 product. */
async function productRates() {
  const n = 512;
  const [a, b, c] = [0, 1, 2].map(() => backend.allocate(n * n).fill(0.5));
  const wasm = await leastMs(8, () => backend.gemm(n, n, n, 1, plain(a, n), plain(b, n), into(c, n)));
  const [left, right] = [Matrix.ones(n, n), Matrix.ones(n, n)];
  const mlMatrix = await leastMs(2, () => left.mmul(right));
  return { wasm: (2 * n ** 3) / wasm / 1e6, mlMatrix: (2 * n ** 3) / mlMatrix / 1e6 };
}

const tfjsForward = await createTfjsForward({
  ...{ encoder, lora, head, features, labels },
  ...{ headScale: HEAD_SCALE, texts: TEXTS, tokens: TOKENS },
});
const losses = [ourStep(), ourForward(), await tfjsForward()];
if (losses.some((loss) => Math.abs(loss - losses[0]) > 1e-4))
  throw new Error(`not the same model: ${losses}`);

const flop = batchWorkload(encoder, { kind: 'lora', lora: LORA }, CLASSES, lengths).serverFlop;
const ourMs = await leastMs(8, ourStep);
const forwardMs = await leastMs(8, ourForward);
const tfjsMs = await leastMs(5, tfjsForward);
const before = process.memoryUsage().rss;
const rounds = Number(process.env.DRIFTLORA_FULL ? 1000 : 50);
for (let i = 0; i < rounds; i++) ourStep();
const grown = (process.memoryUsage().rss - before) / 2 ** 20;
const rates = await productRates();
const rate = flop / ourMs / 1e6;
console.log(
  JSON.stringify(
    {
      step: { gflop: flop / 1e9, ms: ourMs, msPerText: ourMs / TEXTS, gflopPerS: rate },
      forward: { ms: forwardMs, tfjsWasmMs: tfjsMs, ratio: tfjsMs / forwardMs },
      product512: { ...rates, ratio: rates.wasm / rates.mlMatrix, stepReaches: rate / rates.wasm },
      memory: { rounds, grownMegabytes: grown },
    },
    null,
    2,
  ),
);
