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
