import { glob, stat } from 'node:fs/promises';
import { type Gap, type LogReader, SreError } from '@sre-aiops/core';
import { assertFile, bytesOf } from '../input.ts';
import { commandOutput } from './command.ts';
import { lokiLog } from './loki.ts';
import { plainBytes } from './plain.ts';
import { webLog } from './web.ts';

/** What logs from elsewhere are read with. */
export interface LogOptions {
  /** `SRE_AIOPS_LOG_HOSTS`: hosts that logs may be fetched from, with commas between them; and what `lokiLog` and commands heed. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where artifacts of workflow runs are. */
  readonly github?: { artifact(runId: number, name: string): AsyncIterable<Uint8Array> } | undefined;
  /** Milliseconds since 1970; that of the machine by default. */
  readonly now?: number | undefined;
  /** Unpacked bytes that are read of a source that is not a plain file, and the milliseconds that it may take. */
  readonly maxBytes?: number | undefined;
  readonly ms?: number | undefined;
}

interface Source {
  readonly name: string;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** A file of this machine: named by mistake, it is refused before anything is read; and it has no limit. */
  readonly isLocal: boolean;
}

const mebibyte = 1024 * 1024;
const defaultMaxBytes = 4096 * mebibyte;
const defaultMs = 10 * 60_000;

/**
 * Opens logs as one stream of bytes; a newline stands between two of them. What is packed with gzip, zstd or zip is
 * unpacked. Each text is one of:
 *
 * - a file, a glob of files, or `-` for standard input,
 * - a command as a JSON list of its arguments: `["kubectl","logs","deploy/checkout","--since=1h"]`,
 * - `artifact:RUN/NAME`: an artifact of a workflow run of the repository,
 * - `loki:https://host?query=…`, or another `https://` address whose host is allowed.
 *
 * What is not on this machine and cannot be read, or only in part, is a gap: the answer goes on without it.
 *
 * @throws {SreError} `LOG_UNREADABLE` before the first byte when a file cannot be read, `OPTION_INVALID` when a text is none
 *   of these.
 */
export async function openLogs(texts: readonly string[], options: LogOptions = {}): Promise<LogReader> {
  const gaps: Gap[] = [];
  const sources = (await Promise.all(texts.map((text) => sourcesOf(text, options, gaps)))).flat();
  return { [Symbol.asyncIterator]: () => joined(sources, options, gaps), gaps: () => gaps };
}

async function* joined(sources: readonly Source[], options: LogOptions, gaps: Gap[]): AsyncGenerator<Uint8Array> {
  for (const [index, source] of sources.entries()) {
    if (index > 0) yield Buffer.from('\n');
    try {
      yield* bounded(source, options, gaps);
    } catch (error) {
      if (source.isLocal || !(error instanceof SreError)) throw error;
      gaps.push({ what: `The log of ${source.name}`, why: error.message, remedy: error.remedy });
    }
  }
}

async function* bounded({ name, open, isLocal }: Source, options: LogOptions, gaps: Gap[]): AsyncGenerator<Uint8Array> {
  const limit = options.maxBytes ?? defaultMaxBytes;
  let packed = 0;
  let size = 0;
  const counted = async function* () {
    for await (const chunk of open()) {
      packed += chunk.length;
      yield chunk;
    }
  };
  for await (const chunk of plainBytes(counted())) {
    const isPlain = isLocal && size <= packed;
    if (!isPlain && size + chunk.length > limit) {
      yield chunk.subarray(0, limit - size);
      gaps.push({
        what: `The rest of the log of ${name}`,
        why: `Only its first ${Math.round(limit / mebibyte)} MiB were read.`,
        remedy: 'Narrow it to the time around the alert.',
      });
      return;
    }
    size += chunk.length;
    yield chunk;
  }
}

async function sourcesOf(text: string, options: LogOptions, gaps: Gap[]): Promise<Source[]> {
  const { env = process.env, github, now = Date.now(), ms = defaultMs } = options;
  const hosts = (env.SRE_AIOPS_LOG_HOSTS ?? '').split(',').flatMap((host) => host.trim().toLowerCase() || []);
  const away = (name: string, open: Source['open']): Source[] => [{ name, open, isLocal: false }];
  const args = argumentsIn(text);
  if (args) return away(args.slice(0, 3).join(' '), () => commandOutput(args, env, ms));
  if (text.startsWith('loki:')) {
    const tell = (gap: Gap) => gaps.push(gap);
    return away('Loki', () => lokiLog(text.slice('loki:'.length), { hosts, ms, env, now, tell }));
  }
  if (/^https?:\/\//i.test(text)) return away(text.replace(/[?#].*$/s, ''), () => webLog(text, { hosts, ms }));
  const [, run, name] = /^artifact:(\d{1,15})\/(.+)$/s.exec(text) ?? [];
  if (run !== undefined && name !== undefined) {
    if (github) return away(`artifact ${name}`, () => github.artifact(Number(run), name));
    throw new SreError(
      'OPTION_INVALID',
      `${text} is on GitHub, and no repository was named.`,
      'Name it: `--repo owner/name`.',
    );
  }
  return (await filesOf(text)).map((file) => ({
    name: file,
    open: () => bytesOf(file, 'LOG_UNREADABLE'),
    isLocal: true,
  }));
}

/** A JSON list of words, unless there is a file of that name. */
function argumentsIn(text: string): string[] | undefined {
  if (!/^\s*\[\s*"/.test(text)) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list;
  } catch {
    // Told below.
  }
  throw new SreError(
    'OPTION_INVALID',
    'A command for logs is no list of words.',
    'Write it as JSON: `["kubectl","logs","deploy/checkout"]`.',
  );
}

async function filesOf(text: string): Promise<string[]> {
  const exists = await stat(text).then(
    () => true,
    () => false,
  );
  if (text === '-' || exists || !/[*?{[]/.test(text)) {
    if (text !== '-') await assertFile(text, 'LOG_UNREADABLE');
    return [text];
  }
  const files: string[] = [];
  for await (const file of glob(text)) if ((await stat(file)).isFile()) files.push(file);
  if (files.length > 0) return files.sort();
  throw new SreError(
    'LOG_UNREADABLE',
    `No file matches ${text}.`,
    'Check the pattern, and the folder that you stand in.',
  );
}
