/** A policy from a user's module. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError } from '../../core/errors.js';
import { readTextFile } from '../../core/text-file.js';
import type { Policy } from '../policy.js';
import { POLICY_NAMES } from '../policy-registry.js';
import { PluginError } from './plugin-error.js';

/** What a run keeps of a plug-in, so that it is known which one it was. */
export interface PolicyPluginRef {
  /** Name of its policy. */
  readonly policy: string;
  /** Path as it was given. */
  readonly file: string;
  /** SHA-256 of the file itself, hexadecimal; what it imports is not in it. */
  readonly digest: string;
}

export interface LoadedPolicy {
  readonly ref: PolicyPluginRef;
  readonly policy: Policy;
}

/** A module may take so long to load, s. */
const LOADING_S = 30;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;
const ACCEPTED = 'an ES module that exports one policy: an object with name, title and decide(context)';

/**
 * @param file path of an ES module
 * @throws InputError where it cannot be read or exports no policy, PluginError where loading it throws
 */
export async function loadPolicyPlugin(file: string): Promise<LoadedPolicy> {
  const what = { field: '--plugin', what: 'an ES module (.mjs)' };
  await readTextFile(file, what);
  const digest = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  // Named by its content, so that one that was changed is not the one that was loaded before.
  const url = `${pathToFileURL(resolve(file)).href}?sha256=${digest}`;
  const policy = policyOfModule(await imported(url, file), file);
  return { ref: { policy: policy.name, file, digest }, policy };
}

/** The same file again, in another thread or on another day. @throws InputError where its content has changed */
export async function reloadPolicyPlugin({ file, digest }: PolicyPluginRef): Promise<Policy> {
  const { ref, policy } = await loadPolicyPlugin(file);
  if (ref.digest !== digest)
    throw new InputError('--plugin', file, `the file as it was when the sweep was read (SHA-256 ${digest})`);
  return policy;
}

async function imported(url: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not loaded within ${LOADING_S} s`)), 1000 * LOADING_S);
  });
  try {
    return (await Promise.race([import(url), late])) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new PluginError(file, 'loading', error);
  } finally {
    clearTimeout(timer);
  }
}

function policyOfModule(module: Readonly<Record<string, unknown>>, file: string): Policy {
  const candidates = 'default' in module ? [module.default] : Object.values(module);
  const [found] = candidates;
  const refuse = (why: string): never => {
    throw new InputError('--plugin', file, `${ACCEPTED}; ${why}`);
  };
  if (candidates.length !== 1) refuse(`this one exports ${Object.keys(module).join(', ') || 'nothing'}`);
  if (typeof found !== 'object' || found === null) refuse('what it exports is no object');
  const { name, title, decide } = found as Record<string, unknown>;
  if (typeof decide !== 'function') refuse('decide is no function');
  if (typeof title !== 'string' || title === '') refuse('title is no text');
  if (typeof name !== 'string' || !NAME.test(name)) refuse('name is not 1 to 40 letters, digits, - or _');
  if (POLICY_NAMES.includes(name as string)) refuse(`the name ${name} is taken`);
  return found as Policy;
}
