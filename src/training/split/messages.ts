/** The four transfers of a split round (theory 1): what is sent, in which direction, at how many bits. */
import { matrixBits, type Precision } from './precision.js';

export type Direction = 'up' | 'down';

export type MessageName = 'features' | 'outputs' | 'outputGradients' | 'headGradient' | 'head';

export interface MessageSize {
  readonly name: MessageName;
  /** 1 features, 2 encoder outputs, 3 gradients at the outputs and of the head, 4 the new head. */
  readonly transfer: 1 | 2 | 3 | 4;
  readonly direction: Direction;
  /** Numbers sent at the message precision. */
  readonly values: number;
  readonly bits: number;
}

/** Tokens of a text, so that the server can tell the texts apart: 16 bits each, beside the values. */
const LENGTH_BITS = 16;

export interface MessageShape {
  /** Tokens of the batch and number of its texts. */
  readonly tokens: number;
  readonly texts: number;
  readonly featureWidth: number;
  readonly outputWidth: number;
  readonly classes: number;
  readonly precision: Precision;
}

/** Sizes of all messages of one device's mini-batch. */
export function messageSizes(shape: MessageShape): MessageSize[] {
  const { tokens, texts, featureWidth, outputWidth, classes, precision } = shape;
  const matrix = (
    name: MessageName,
    transfer: MessageSize['transfer'],
    direction: Direction,
    rows: number,
    cols: number,
    extraBits = 0,
  ): MessageSize => ({
    name,
    transfer,
    direction,
    values: rows * cols,
    bits: matrixBits(precision, rows, cols) + extraBits,
  });
  return [
    matrix('features', 1, 'up', tokens, featureWidth, texts * LENGTH_BITS),
    matrix('outputs', 2, 'down', texts, outputWidth),
    matrix('outputGradients', 3, 'up', texts, outputWidth),
    matrix('headGradient', 3, 'up', classes, outputWidth + 1),
    matrix('head', 4, 'down', classes, outputWidth + 1),
  ];
}

/** Bits in one direction. */
export function bitsOf(messages: readonly MessageSize[], direction: Direction): number {
  return messages.reduce((sum, m) => sum + (m.direction === direction ? m.bits : 0), 0);
}
