/** Scattered paths alone. */
import { variant } from '../groups.js';
import { correlation } from './correlation-key.js';
import { fadingKind } from './kind.js';

export const rayleigh = fadingKind({
  kind: 'rayleigh',
  words: 'Rayleigh fading',
  variant: variant('rayleigh', 'No direct path for anybody.', { correlation }),
  law: (_keys, _lineOfSight, c) => ({ directRatio: 0, correlation: c }),
});
