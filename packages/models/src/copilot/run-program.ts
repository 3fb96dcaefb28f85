import { spawn } from 'node:child_process';

/** What a program is given. */
export interface ProgramOptions {
  readonly folder: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly timeoutMs: number;
}

/** How a program ended. Its output is untrusted. */
export interface ProgramEnd {
  /** `null` when it was ended by us or by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: 'by itself' | 'too late' | 'too much';
}

/** Bytes of each output that are kept; a program that writes more to its standard output is ended. */
const maxOutput = 2_000_000;

/** Milliseconds in which the last output of a program that has ended is read. */
const graceMs = 2_000;

/**
 * Runs a program by its argument list: no shell reads it. It and all that it started are ended when it takes too long or says
 * too much, and when this process ends.
 *
 * @throws {NodeJS.ErrnoException} when it cannot be started; `ENOENT` when it is not there.
 */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<ProgramEnd> {
  const { folder, env, stdin, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    let ended: ProgramEnd['ended'] = 'by itself';
    const end = (why: ProgramEnd['ended']) => {
      ended = why;
      stop(child.pid);
    };
    const atExit = () => stop(child.pid);
    process.once('exit', atExit);
    const timer = setTimeout(() => end('too late'), timeoutMs);
    const stdout = collected(child.stdout, () => end('too much'));
    const stderr = collected(child.stderr, () => {});
    // A program that ends before it has read everything says why by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const done = () => {
      clearTimeout(timer);
      process.removeListener('exit', atExit);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('exit', (code) => {
      // What it left behind has no business to go on; what left its group keeps its output open, and is not waited for.
      stop(child.pid);
      const grace = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, graceMs);
      child.once('close', () => {
        clearTimeout(grace);
        done();
        resolve({ code, stdout: stdout(), stderr: stderr(), ended });
      });
    });
  });
}

function collected(stream: NodeJS.ReadableStream, tooMuch: () => void): () => string {
  const parts: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= maxOutput) parts.push(part);
    else tooMuch();
  });
  return () => Buffer.concat(parts).toString('utf8');
}

/** Ends a process with its whole group, which bears its number. */
function stop(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended already.
  }
}
