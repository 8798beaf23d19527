/** Every policy, in the order in which they are listed. A new one is its own file, a line here, and its test. */
import type { PolicyEntry } from '../policy-entry.js';
import { ageOfInformation } from './age-of-information.js';
import { balanced } from './balanced.js';
import { bestChannel } from './best-channel.js';
import { driftPlusPenalty } from './drift-plus-penalty.js';
import { fullEqual } from './full-equal.js';
import { importance } from './importance.js';
import { learningDriftPlusPenalty } from './learning-drift-plus-penalty.js';
import { myopic } from './myopic.js';
import { plainDriftPlusPenalty } from './plain-drift-plus-penalty.js';
import { powerOfChoice } from './power-of-choice.js';
import { queueDriftPlusPenalty } from './queue-drift-plus-penalty.js';
import { random } from './random.js';
import { roundRobin } from './round-robin.js';
import { staticPolicy } from './static.js';

export const POLICY_TABLE: readonly PolicyEntry[] = [
  driftPlusPenalty,
  learningDriftPlusPenalty,
  queueDriftPlusPenalty,
  plainDriftPlusPenalty,
  balanced,
  ageOfInformation,
  importance,
  staticPolicy,
  myopic,
  random,
  powerOfChoice,
  roundRobin,
  bestChannel,
  fullEqual,
];
