/** Where the files of a checkpoint are: in one folder by their usual names, or each by its own path. */
import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/errors.js';

export type SafetensorsModelSpec =
  | {
      readonly kind: 'safetensors';
      /** Folder with config.json, model.safetensors, vocab.txt and, where there is one, tokenizer_config.json. */
      readonly path: string;
    }
  | {
      readonly kind: 'safetensors';
      /** config.json of the model. */
      readonly configPath: string;
      /** model.safetensors. */
      readonly weightsPath: string;
      /** vocab.txt, one piece a line; a tokenizer_config.json beside it is read too. */
      readonly vocabPath: string;
    };

/** A file and the key that named it, for errors. */
export interface NamedFile {
  readonly where: string;
  readonly path: string;
}

export interface CheckpointPaths {
  readonly config: NamedFile;
  readonly weights: NamedFile;
  readonly vocabulary: NamedFile;
  readonly tokenizer: NamedFile;
  /** How token vectors become one (sentence-transformers). */
  readonly pooling: NamedFile;
}

export function checkpointPaths(spec: SafetensorsModelSpec): CheckpointPaths {
  if ('path' in spec) {
    const named = (name: string) => ({
      where: `model.path, ${join(spec.path, name)}`,
      path: join(spec.path, name),
    });
    return {
      config: named('config.json'),
      weights: named('model.safetensors'),
      vocabulary: named('vocab.txt'),
      tokenizer: named('tokenizer_config.json'),
      pooling: named('1_Pooling/config.json'),
    };
  }
  const named = (key: string, path: string) => ({ where: `model.${key}, ${path}`, path });
  const beside = (key: string, path: string, name: string) => named(key, join(dirname(path), name));
  return {
    config: named('configPath', spec.configPath),
    weights: named('weightsPath', spec.weightsPath),
    vocabulary: named('vocabPath', spec.vocabPath),
    tokenizer: beside('vocabPath', spec.vocabPath, 'tokenizer_config.json'),
    pooling: beside('configPath', spec.configPath, '1_Pooling/config.json'),
  };
}

/** Paths of the files of a checkpoint that are there. */
export async function checkpointFiles(spec: SafetensorsModelSpec): Promise<string[]> {
  const paths = Object.values(checkpointPaths(spec)).map(({ path }: NamedFile) => path);
  const there = await Promise.all(paths.map((path) => isThere(path)));
  return paths.filter((_, i) => there[i]);
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Largest file that Node reads in one piece is 2 GiB. */
export async function readNamed({ where, path }: NamedFile): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    const tooLarge = error.code === 'ERR_FS_FILE_TOO_LARGE';
    throw new InputError(
      where,
      tooLarge ? 'a larger file' : 'no such file',
      tooLarge ? 'a file below 2 GiB' : 'a file that can be read',
    );
  });
}

/** @returns undefined where there is no such file */
export async function readOptional(file: NamedFile): Promise<Buffer | undefined> {
  return (await isThere(file.path)) ? readNamed(file) : undefined;
}
