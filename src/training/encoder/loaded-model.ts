/** A model as a task uses it: the device's side, the server's side, and the way from text to tokens. */
import type { Tokenizer } from '../text/tokenizer.js';
import type { Embedding, Encoder } from './encoder.js';

export interface Model {
  readonly embedding: Embedding;
  readonly encoder: Encoder;
}

export interface LoadedModel extends Model {
  readonly tokenizer: Tokenizer;
}
