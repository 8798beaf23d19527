#!/usr/bin/env node
/** The command's door. */
import { EXIT } from './exit.js';
import { runCommand } from './program.js';

// A reader that closes the pipe early (head) is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

await runCommand(process.argv.slice(2));
// All is done and closed; but the Redis client's clocks of questions that nobody will answer would keep the process for half a minute.
process.stdout.write('', () => process.stderr.write('', () => process.exit()));
