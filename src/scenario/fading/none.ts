/** No small-scale fading. */
import { variant } from '../groups.js';
import { fadingKind } from './kind.js';

export const none = fadingKind({
  kind: 'none',
  words: 'no small-scale fading',
  variant: variant('none', 'The channel stays as the place gives it.', {}),
  law: () => undefined,
});
