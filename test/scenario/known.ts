/** Names for the tests; the real ones belong to other rooms. */
export const KNOWN = {
  policies: [
    'balanced',
    'drift-plus-penalty',
    'myopic',
    'random',
    'round-robin',
    'best-channel',
    'full-equal',
  ],
  solvers: ['exact', 'relaxed', 'enumeration'],
} as const;
