import type { Log } from '@sre-aiops/core';
import yoctoSpinner from 'yocto-spinner';

/** Text that cannot move the cursor, colour the screen, reorder itself or start a runner command: it may be untrusted. */
export function plain(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ⏎ ')
    .replaceAll(/[\p{Cc}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
    .replaceAll('##[', '## [')
    .replace(/^\s*::/, ': :');
}

/** Progress on standard error: a live line per section on a terminal, plain lines elsewhere. */
export function terminalLog(stream: NodeJS.WriteStream = process.stderr): Log {
  const live = stream.isTTY ? yoctoSpinner({ stream }) : undefined;
  const write = (line: string) => {
    live?.clear();
    stream.write(`${line}\n`);
  };
  return {
    info: (message) => write(`  ${plain(message)}`),
    warning: (message) => write(`  warning: ${plain(message)}`),
    async section(title, work) {
      if (!live) write(plain(title));
      else live.start(plain(title));
      try {
        const result = await work();
        live?.success(plain(title));
        return result;
      } catch (error) {
        live?.error(plain(title));
        throw error;
      }
    },
  };
}

/** Says nothing; for tests and for callers that print results themselves. */
export const silentLog: Log = { info: () => {}, warning: () => {}, section: (_, work) => work() };
