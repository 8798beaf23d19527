/** `learning.constants`: where the constants of the convergence bound come from. */
import { z } from 'zod';
import { documentedOptional } from './notes.js';

const given = z
  .strictObject({
    smoothness: z.number().gt(0),
    plConstant: z.number().gt(0),
    heterogeneity: z.number().min(0),
    gradientNoise: z.number().min(0),
    initialGap: z.number().min(0),
  })
  .refine(({ smoothness, plConstant }) => plConstant <= smoothness);

export const constantsKey = documentedOptional(
  z.union([z.literal('measured'), z.literal('none'), given]),
  '"measured", "none" or { smoothness, plConstant, heterogeneity, gradientNoise, initialGap }, numbers of which ' +
    'plConstant is above 0 and at most smoothness, the others at least 0',
  {
    about:
      'Constants of the convergence bound: measured on the initial model, given, or left out. Without training, unless they are measured, no encoder is read: tokens are then estimated, a piece for every five letters of a word that are begun.',
    absent: 'absent, measured where something is trained, and none where nothing is',
    example: 'measured',
  },
  { choices: ['measured', 'none'] },
);
