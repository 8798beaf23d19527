// What the server recovers about labels from the messages it gets, by size of the mini-batch and precision of the
// messages, with the real encoder: node benchmarks/training/label-inference.mjs (after npm run build).
import { headSlice, headView } from '../../dist/training/adaptation/adaptation.js';
import { createLoraAdaptation } from '../../dist/training/adaptation/lora.js';
import { loadDataset } from '../../dist/training/data/load.js';
import { TARGETS } from '../../dist/training/encoder/encoder.js';
import { loadModel } from '../../dist/training/encoder/load.js';
import { createDeviceSide } from '../../dist/training/split/device.js';
import { recoverLabels } from '../../dist/training/split/label-inference.js';
import { createServerSide } from '../../dist/training/split/server.js';
import { withScratch } from '../../dist/training/tensor/backend.js';
import { createWasmBackend } from '../../dist/training/tensor/wasm-backend.js';
import { createCorpus } from '../../dist/training/text/corpus.js';

const SIZES = [8, 32, 128, 240];
const PRECISIONS = ['fp32', 'fp16', 'int8'];
const MAX_TOKENS = 16;

const backend = await createWasmBackend();
const model = await loadModel({ kind: 'use-lite' }, backend);
const dataset = await loadDataset({ kind: 'wordnet', classes: 12, rows: 240, heldOutRows: 12, seed: 1 });
const corpus = createCorpus(dataset, model.tokenizer, MAX_TOKENS);
const classes = dataset.classNames.length;
const adaptation = createLoraAdaptation(model.encoder, { rank: 8, alpha: 16, targets: TARGETS }, classes);

/** Right labels of one mini-batch whose messages went over the air. */
async function recovered(rows, precision, headDeviation) {
  const device = createDeviceSide(backend, model.embedding, 'cross-entropy', precision);
  const server = createServerSide(backend, precision);
  const { tokens, labels } = corpus.batch(rows);
  const view = withScratch(backend.arena, () => {
    const vector = backend.arena.take(adaptation.layout.size);
    vector.set(adaptation.initial(1));
    const head = headSlice(adaptation.layout, vector);
    for (let i = 0; i < head.length; i++) head[i] = headDeviation * Math.sin(1 + 12.9898 * i);
    const { encoder, lora } = adaptation.bind(vector);
    const session = server.open(encoder, lora, device.features(tokens));
    const { message } = device.trainHead(headView(adaptation.layout, vector), session.outputs, labels);
    return {
      outputs: session.outputs.slice(),
      headGradient: message.headGradient.slice(),
      classes,
      width: model.encoder.outputWidth,
    };
  });
  const guesses = await recoverLabels(view);
  return guesses.filter((guess, i) => guess === labels[i]).length;
}

console.log(`| texts | head | ${PRECISIONS.join(' | ')} |`);
console.log(`|---|---|${PRECISIONS.map(() => '---|').join('')}`);
for (const texts of SIZES) {
  const rows = dataset.training.slice(0, texts);
  for (const [name, deviation] of [
    ['zero, as in round 1', 0],
    ['of size 0.1', 0.1],
  ]) {
    const found = [];
    for (const precision of PRECISIONS) {
      found.push(`${await recovered(rows, precision, deviation)} of ${texts}`);
    }
    console.log(`| ${texts} | ${name} | ${found.join(' | ')} |`);
  }
}
