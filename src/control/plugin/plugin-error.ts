/** Something that a user's policy did: its file or name, the round and the method stand in front of what happened. */
import { DriftloraError, oneLine } from '../../core/errors.js';

const LONGEST = 300;

/** The first line of whatever was thrown. */
function lineOf(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return oneLine(text.split('\n')[0]!).slice(0, LONGEST);
  } catch {
    return 'something that cannot be shown';
  }
}

export class PluginError extends DriftloraError {
  override readonly name = 'PluginError';
  readonly code = 'plugin';

  constructor(
    /** File or name of the plug-in. */
    readonly plugin: string,
    /** "decide, round 3". */
    readonly where: string,
    override readonly cause: unknown,
  ) {
    super(`policy plug-in ${plugin}: ${where}: ${lineOf(cause)}`);
  }
}
