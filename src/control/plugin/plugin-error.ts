/** Something that a user's policy did: its file or name, the round and the method stand in front of what happened. */
import { DriftloraError, thrownInOneLine } from '../../core/errors.js';

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
    super(`policy plug-in ${plugin}: ${where}: ${thrownInOneLine(cause)}`);
  }
}
