/** The keys of a scenario file: what a user writes in, quantities in SI out. */
import { z } from 'zod';
import { constraints, controlSection } from './control-sections.js';
import { devices } from './devices-section.js';
import { count, nameList, text } from './keys.js';
import { learningSection } from './learning-section.js';
import { cell, compute, radio } from './radio-sections.js';

/** Names that other rooms own. */
export interface KnownNames {
  readonly policies: readonly string[];
  readonly solvers: readonly string[];
}

/** @param known names of a kind that is not given pass unchecked */
export function documentShape(known: Partial<KnownNames> = {}) {
  return z.strictObject({
    name: text({
      about: 'Short name, the title of the report.',
      default: 'default',
      source: 'a name for a run without one',
    }),
    description: text({
      about: 'What the scenario shows, in a sentence or two.',
      default:
        'Phones in one urban macro cell fine-tune a pre-trained sentence encoder together, under a budget on the average delay of a round.',
      source: 'what the defaults are',
    }),
    seed: count(
      { least: 0, most: Number.MAX_SAFE_INTEGER },
      {
        about: 'Everything random is drawn from it: same seed, same run.',
        default: 1,
        source: 'any number will do',
      },
    ),
    rounds: count(
      { least: 1, most: 100_000 },
      { about: 'Rounds T of the run.', default: 40, source: 'our choice: a run of a minute or two' },
    ),
    learning: learningSection(),
    cell,
    radio,
    compute,
    devices,
    constraints,
    control: controlSection(known.solvers),
    policies: nameList(known.policies, 'policy', {
      about:
        'Policies to compare, on the same channels, data and initial model, in the order they are shown.',
      default: ['balanced', 'drift-plus-penalty', 'round-robin', 'random'],
      source:
        'the one whose models learn most where labels go with distance (docs/participation.md), the one without debts, and two baselines',
    }),
  });
}

/** A scenario file, each key checked and in SI, defaults filled in; keys in the groups of the file. */
export type ScenarioDocument = z.output<ReturnType<typeof documentShape>>;

/** A scenario file as a user may write it, every key optional. */
export type ScenarioInput = z.input<ReturnType<typeof documentShape>>;
