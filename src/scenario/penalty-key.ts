/** `control.penalty`: what a round costs in which not everybody is heard, by name or as a formula of one's own. */
import { z } from 'zod';
import { InputError } from '../core/errors.js';
import { readPenalty, SCENARIO_PENALTY_NAMES } from '../problem/round/penalty/penalty.js';
import { documented } from './notes.js';

const own = z.strictObject({ kind: z.literal('expression'), phi: z.string(), cap: z.number() });
type ScenarioPenaltyName = (typeof SCENARIO_PENALTY_NAMES)[number];

/** The round problem's own reader says what is wrong with a formula, and at which x. */
const key = z.union([z.enum(SCENARIO_PENALTY_NAMES), own]).superRefine((penalty, context) => {
  if (typeof penalty !== 'object') return;
  try {
    readPenalty(penalty, { deviceCount: 0, deviceIds: [] });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const path = error.field.replace(/^penalty\./, '').split('.');
    context.addIssue({ code: 'custom', path, message: error.accepted });
  }
}) as z.ZodType<ScenarioPenaltyName | z.output<typeof own>, ScenarioPenaltyName | z.input<typeof own>>;

export const penaltyKey = documented(
  key,
  `one of ${SCENARIO_PENALTY_NAMES.join(', ')}, or { kind: expression, phi, cap } with a formula of x in quotes and what a round without anybody costs`,
  {
    about:
      'Cost of a round as a function of the share x of all data that takes part: (1 - x)/x, 1 - x, (1 - x)^2, or a formula of your own such as "(1 - x)^2 / (0.1 + x)" (docs/round-problem.md).',
    default: 'inverse',
    source: 'the term of the convergence bound (Lemma 1)',
  },
  { choices: SCENARIO_PENALTY_NAMES },
);
