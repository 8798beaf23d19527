// JavaScript of dist/: every module of src/ keeps its file there, but for few exceptions its code lies in dist/chunks/, a file for each
// part of the package that is loaded together. Loading 200 files takes Node four times as long as loading one (docs/adr/0220).
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rolldown } from 'rolldown';

/** Rooms whose modules are loaded together wherever one of them is. */
const ROOMS = [
  'bounds',
  'core',
  'record',
  'report',
  'scenario',
  'simulation',
  'sweep',
  'system',
  'training',
  'validation',
];
/** What starts by being loaded, as a command or in a thread, must not be loaded with anything else. */
const STARTS = /^app\/|(^|\/)(worker|[a-z-]+-(worker|thread))\.ts$/;
const OWN_ADDRESS = 'import.meta.url';

const isPackage = (id) => !id.startsWith('.') && !id.startsWith('/');

/** @param root folder of the package */
export async function bundle(root) {
  const src = join(root, 'src');
  const files = readdirSync(src, { recursive: true }).filter((name) => name.endsWith('.ts'));
  const text = new Map(files.map((name) => [name, readFileSync(join(src, name), 'utf8')]));
  const nameOf = (id) => relative(src, id);
  const together = await reachedFrom(src, 'index.ts');
  const onDemand = new Set(
    files.flatMap((name) =>
      [...text.get(name).matchAll(/import\(\s*'(\.[^']+)\.js'/g)].map(([, path]) =>
        join(name, '..', `${path}.ts`),
      ),
    ),
  );

  /** The chunk of a module; undefined where its code stays in its own file. */
  const chunkOf = (name) => {
    if (!text.has(name) || STARTS.test(name) || onDemand.has(name)) return undefined;
    if (together.has(name)) return 'scheduler';
    const [room] = name.split('/');
    if (ROOMS.includes(room)) return room;
    // A chunk of its own, so that its place is known.
    return text.get(name).includes(OWN_ADDRESS) ? name.slice(0, -3).replaceAll('/', '-') : undefined;
  };

  /** A module that looks for files beside itself is told where it stood. */
  const ownAddress = {
    name: 'own-address',
    transform(code, id) {
      const name = nameOf(id);
      if (chunkOf(name) === undefined || !code.includes(OWN_ADDRESS)) return undefined;
      const address = `new URL('../${name.slice(0, -3)}.js', ${OWN_ADDRESS}).href`;
      // Lines stay where they were: the map as it was is right but for columns.
      return { code: code.replaceAll(OWN_ADDRESS, address), map: null };
    },
  };

  const built = await rolldown({
    input: Object.fromEntries(files.map((name) => [name.slice(0, -3), join(src, name)])),
    cwd: root,
    platform: 'node',
    external: isPackage,
    treeshake: false,
    transform: { target: 'node20.19' },
    preserveEntrySignatures: 'allow-extension',
    plugins: [ownAddress],
  });
  const chunks = new Set(files.map(chunkOf).filter((chunk) => chunk !== undefined));
  await built.write({
    dir: join(root, 'dist'),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [...chunks].map((name) => ({ name, minSize: 0, test: (id) => chunkOf(nameOf(id)) === name })),
    },
  });
  await built.close();
}

/** Modules that importing one loads. */
async function reachedFrom(src, entry) {
  const reached = new Set();
  const visit = (id, info) => {
    for (const next of info(id).importedIds) {
      if (!next.startsWith(src) || reached.has(next)) continue;
      reached.add(next);
      visit(next, info);
    }
  };
  const walk = {
    name: 'walk',
    buildEnd() {
      visit(join(src, entry), (id) => this.getModuleInfo(id));
    },
  };
  const built = await rolldown({
    input: join(src, entry),
    platform: 'node',
    external: isPackage,
    plugins: [walk],
  });
  await built.generate();
  await built.close();
  return new Set([...reached].map((id) => relative(src, id)));
}
