#!/usr/bin/env node
/** The command's door. */
import { oneLine } from '../core/errors.js';
import { EXIT } from './exit.js';
import { runCommand } from './program.js';

let failure: Error | undefined;
const failed = (error: NodeJS.ErrnoException) => {
  // A reader that closes the pipe early (head) is not an error of ours.
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') failure ??= error;
};
process.stdout.on('error', failed);
process.stderr.on('error', () => {}); // There is nobody to tell.

await runCommand(process.argv.slice(2));

// All is done and closed; but the Redis client's clocks of questions that nobody will answer would keep the process for half a minute.
process.stdout.write('', (error) => {
  if (error) failed(error);
  // What an earlier write met is told by an event that comes after this.
  setImmediate(() => {
    if (failure) {
      process.stderr.write(`driftlora: standard output: ${oneLine(failure.message)}\n`);
      process.exitCode = EXIT.badInput;
    }
    process.stderr.write('', () => process.exit());
  });
});
