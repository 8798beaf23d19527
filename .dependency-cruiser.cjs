// The import directions of docs/architecture.md, enforced. Each room lists the rooms it may import.
const BELOW_SCENARIO = ['core', 'problem', 'solvers', 'bounds', 'system', 'training', 'control'];
const BELOW_SIMULATION = [...BELOW_SCENARIO, 'scenario', 'record'];
const MAY_IMPORT = {
  core: [],
  problem: ['core'],
  solvers: ['core', 'problem'],
  explain: ['core', 'problem', 'solvers', 'system'],
  bounds: ['core', 'problem'],
  training: ['core'],
  system: ['core', 'problem'],
  control: ['core', 'problem', 'solvers', 'bounds', 'system'],
  scenario: BELOW_SCENARIO,
  record: [...BELOW_SCENARIO, 'scenario'],
  simulation: BELOW_SIMULATION,
  validation: [...BELOW_SIMULATION, 'simulation'],
  sweep: [...BELOW_SIMULATION, 'simulation'],
  bench: ['core', 'problem', 'solvers', 'bounds', 'system', 'control'],
  testing: ['core', 'problem', 'solvers', 'bounds', 'system', 'control', 'bench'],
  report: [
    'core',
    'problem',
    'explain',
    'bounds',
    'scenario',
    'record',
    'training',
    'validation',
    'sweep',
    'bench',
  ],
  service: [...BELOW_SIMULATION, 'explain', 'report'],
  client: [],
  app: [
    ...BELOW_SIMULATION,
    'explain',
    'simulation',
    'validation',
    'sweep',
    'bench',
    'testing',
    'report',
    'service',
  ],
};

const rooms = Object.keys(MAY_IMPORT);
const layerRules = rooms.map((room) => ({
  name: `layer-${room}`,
  comment: `src/${room} may import: ${['itself', ...MAY_IMPORT[room]].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...MAY_IMPORT[room]].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-circular',
      comment: 'Modules that import each other cannot be read, tested or replaced one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies-in-src',
      comment: 'What is shipped must run without devDependencies (optional peers are loaded lazily).',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'npm-optional', 'type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
