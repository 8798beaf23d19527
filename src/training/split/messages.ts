/** The four transfers of a split round (theory 1): what is sent, in which direction, at how many bits. */
import { matrixBits, type Precision } from './precision.js';

export type Direction = 'up' | 'down';

export type MessageName = 'features' | 'outputs' | 'outputGradients' | 'headGradient' | 'head';

export interface MessageSize {
  readonly name: MessageName;
  /** 1 the current head, 2 features, 3 encoder outputs, 4 gradients at the outputs and of the head. */
  readonly transfer: 1 | 2 | 3 | 4;
  readonly direction: Direction;
  /** Numbers sent at the message precision. */
  readonly values: number;
  /** Bits over the air: the values, their scales (int8), and what tells the texts apart. */
  readonly bits: number;
}

/** A message that was really sent. */
export interface SentMessage extends MessageSize {
  /** What the precision cost: ||received - meant|| / ||meant||. */
  readonly relativeError: number;
}

/** Tokens of a text, so that the server can tell the texts of a batch apart. */
const LENGTH_BITS = 16;
/** Number of a text whose features the server holds already. */
const ROW_NUMBER_BITS = 32;

/**
 * A head starts at zero, which both sides know. In that round it need not come down, and the gradients at the outputs,
 * (softmax - label) W, are zero with it: neither message is sent.
 */
export type HeadState = 'zero' | 'trained';

export interface MessageShape {
  /** Tokens of each text of the mini-batch whose features have to be sent. */
  readonly lengths: readonly number[];
  /** Texts whose features the server holds already. */
  readonly cachedTexts: number;
  readonly featureWidth: number;
  readonly outputWidth: number;
  readonly classes: number;
  readonly precision: Precision;
  /** Without it the server needs no gradient at its outputs, and none is sent. */
  readonly encoderTrained: boolean;
  /** `zero`, default `trained`: see HeadState. */
  readonly head?: HeadState;
}

/** Sizes of all messages of one mini-batch. */
export function messageSizes(shape: MessageShape): MessageSize[] {
  const { lengths, cachedTexts, featureWidth, outputWidth, classes, precision, encoderTrained } = shape;
  const isZero = shape.head === 'zero';
  const tokens = lengths.reduce((sum, n) => sum + n, 0);
  const texts = lengths.length + cachedTexts;
  const matrix = (
    name: MessageName,
    transfer: MessageSize['transfer'],
    direction: Direction,
    rows: number,
    cols: number,
  ): MessageSize => ({
    name,
    transfer,
    direction,
    values: rows * cols,
    bits: matrixBits(precision, rows, cols),
  });
  const features = matrix('features', 2, 'up', tokens, featureWidth);
  const framing = lengths.length * LENGTH_BITS + cachedTexts * ROW_NUMBER_BITS;
  return [
    ...(isZero ? [] : [matrix('head', 1, 'down', classes, outputWidth + 1)]),
    { ...features, bits: features.bits + framing },
    matrix('outputs', 3, 'down', texts, outputWidth),
    ...(encoderTrained && !isZero ? [matrix('outputGradients', 4, 'up', texts, outputWidth)] : []),
    matrix('headGradient', 4, 'up', classes, outputWidth + 1),
  ];
}

/** Bits in one direction. */
export function bitsOf(messages: readonly MessageSize[], direction: Direction): number {
  return messages.reduce((sum, m) => sum + (m.direction === direction ? m.bits : 0), 0);
}
