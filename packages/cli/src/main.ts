import { setFlagsFromString } from 'node:v8';
import { runProgram } from './program.ts';

/** Lines of a log live shortly: where V8 lets the room for what is new grow, a third of the memory of a large log is that room. */
setFlagsFromString('--semi-space-growth-factor=1');

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Told to stop, we leave the way a shell expects; what listens for `exit` cleans up. */
for (const [signal, number] of Object.entries(numbers)) {
  process.on(signal, () => {
    if (process.stderr.isTTY) process.stderr.write('\u001B[?25h\n');
    process.exit(128 + number);
  });
}

/** A reader that has seen enough (`| head`) is no failure; output that cannot be written is one. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    if (stream === process.stdout) process.stderr.write(`error: the output cannot be written: ${error.code}.\n`);
    process.exit(1);
  });
}

process.exitCode = await runProgram(process.argv.slice(2));
