import type { LogLevel } from '../../incident/evidence.ts';
import { detach } from '../lines/detach.ts';
import { levelInHeader } from './level.ts';

/** What a line's header names, time aside. */
export interface Head {
  readonly level?: LogLevel;
  readonly logger?: string;
  readonly service?: string;
  /** Request, thread or process that lines of one writer share; empty when none is named. */
  readonly stream: string;
}

/** Reads headers; the same words are read once. */
export type HeadReader = (line: string, end: number) => Head;

const loggerInHeader = /(?:^|[\s\]|-])([A-Za-z_$][\w$-]*(?:[./][\w$-]+)+)\s*(?::|\]| - |$)/;
/** Spring Boot's `--- [name] [thread]` and syslog's `name[pid]:`. */
const serviceInHeader = /--- \[([\w.-]{2,60})\] \[|\s([A-Za-z][\w./-]{1,60})\[\d+\]:\s*$/;
const requestTag = /\[([\w-]{8,64})\]\s*$/;
const processTag = /\s([\w./-]{2,60}\[\d+\]):\s*$/;

const maxKnown = 1000;
const maxKnownLength = 160;
const none: Head = { stream: '' };

/** A reader that remembers what the last thousand headers named: few words, told again on every line. */
export function createHeadReader(): HeadReader {
  const known = new Map<string, Head>();
  return (line, end) => {
    if (end === 0) return none;
    const start = afterTime(line, end);
    const words = line.slice(start, end);
    const before = known.get(words);
    if (before) return before;
    const head = headOf(words);
    if (words.length > maxKnownLength) return head;
    if (known.size >= maxKnown) known.clear();
    known.set(detach(words), head);
    return head;
  };
}

/** Past the digits and signs that a header begins with, up to the blank or bracket before its first word. */
function afterTime(line: string, end: number): number {
  let at = 0;
  for (; at < end; at++) {
    const code = line.charCodeAt(at);
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    const isTimeLetter = (code === 84 || code === 90) && at > 0 && isDigit(line.charCodeAt(at - 1));
    if (isLetter && !isTimeLetter) break;
  }
  return Math.max(0, at - 1);
}

function headOf(words: string): Head {
  const level = levelInHeader(words);
  const logger = loggerInHeader.exec(words)?.[1];
  const named = serviceInHeader.exec(words);
  const service = named?.[1] ?? named?.[2];
  return {
    stream: detach(requestTag.exec(words)?.[1] ?? processTag.exec(words)?.[1] ?? ''),
    ...(level !== undefined && { level }),
    ...(logger !== undefined && { logger: detach(logger) }),
    ...(service !== undefined && { service: detach(service) }),
  };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
