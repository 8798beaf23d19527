/**
 * A device's defence of its labels: what each text adds to the gradients that leave it is clipped, and Gaussian noise is added. The
 * clipping is of transfer 4 as a whole (a text's row of gradients at the outputs and its part of the head's gradient, together), and both
 * are linear in softmax - label, so that it is done there, once.
 *
 * What is promised is about labels alone: the features of transfer 2 leave the device as they are.
 */
import { InputError } from '../../core/errors.js';
import type { RandomStream } from '../../core/random.js';
import { HEAD_SCALE, type Head } from '../layers/head.js';
import type { Floats } from '../tensor/backend.js';

export interface Protection {
  /** C > 0, the largest norm of one text's gradients, before the mean over the mini-batch. */
  readonly clipNorm: number;
  /** z > 0: the noise's standard deviation over 2 C, by which another label of one text can move what is sent. */
  readonly noiseMultiplier: number;
}

/** @throws InputError when a number is out of its range */
export function checkProtection({ clipNorm, noiseMultiplier }: Protection): void {
  for (const [key, value] of Object.entries({ clipNorm, noiseMultiplier })) {
    if (!(value > 0 && Number.isFinite(value)))
      throw new InputError(`privacy.${key}`, value, 'a finite number > 0');
  }
}

/**
 * Shortens the rows of dLogits (texts x classes, of the mean over the texts), in place, until each text's gradients have a norm of at most C / texts.
 * @param outputs encoder outputs, texts x width
 */
export function clipTexts(
  { clipNorm }: Protection,
  { classes, width, weight }: Head,
  outputs: Floats,
  dLogits: Floats,
): void {
  const texts = dLogits.length / classes;
  for (let t = 0; t < texts; t++) {
    const d = dLogits.subarray(t * classes, (t + 1) * classes);
    let slope2 = 0;
    for (let c = 0; c < classes; c++) slope2 += d[c]! ** 2;
    let output2 = 0;
    let atOutput2 = 0;
    for (let i = 0; i < width; i++) {
      output2 += outputs[t * width + i]! ** 2;
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += d[c]! * weight[c * width + i]!;
      atOutput2 += sum ** 2;
    }
    const norm = Math.sqrt(HEAD_SCALE ** 2 * (atOutput2 + slope2 * output2) + slope2);
    const most = clipNorm / texts;
    if (norm > most) for (let c = 0; c < classes; c++) d[c]! *= most / norm;
  }
}

/** Adds the noise of a mini-batch of so many texts, in place, to everything that is sent of its gradients. */
export function addNoise(
  { clipNorm, noiseMultiplier }: Protection,
  texts: number,
  stream: RandomStream,
  sent: readonly Floats[],
): void {
  const deviation = (2 * clipNorm * noiseMultiplier) / texts;
  for (const values of sent) {
    for (let i = 0; i < values.length; i++) values[i]! += deviation * stream.normal();
  }
}

/** The delta of the promise that a run states. */
export const PRIVACY_DELTA = 1e-5;

/**
 * epsilon of (epsilon, delta)-differential privacy of one text's label after that many mini-batches with the text in them. Each is a
 * Gaussian mechanism of Renyi divergence a/(2 z^2) at order a (Mironov 2017, proposition 7), which add up over uses (proposition 1) and are turned
 * by epsilon = rho a + log(1/delta)/(a - 1) (proposition 3); its least value over a, at a = 1 + sqrt(log(1/delta)/rho), is rho + 2 sqrt(rho log(1/delta)),
 * rho = uses/(2 z^2). No gain from drawing mini-batches at random: the server sees the features of those that are drawn.
 * @param uses whole number >= 0
 */
export function labelEpsilon(noiseMultiplier: number, uses: number, delta = PRIVACY_DELTA): number {
  const rho = uses / (2 * noiseMultiplier ** 2);
  return rho + 2 * Math.sqrt(rho * Math.log(1 / delta));
}
