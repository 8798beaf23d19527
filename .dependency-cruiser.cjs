// The import directions of CONTRIBUTING.md, enforced. Each room lists the rooms it may import.
const MAY_IMPORT = {
  core: [],
  solvers: ['core'],
  bounds: ['core'],
  training: ['core'],
  system: ['core'],
  control: ['core', 'solvers', 'bounds', 'system'],
  simulation: ['core', 'solvers', 'bounds', 'system', 'control', 'training'],
  report: ['core', 'simulation'],
  testing: ['core', 'solvers', 'bounds', 'system', 'control'],
  app: ['core', 'solvers', 'bounds', 'system', 'control', 'training', 'simulation', 'report', 'testing'],
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
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
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
