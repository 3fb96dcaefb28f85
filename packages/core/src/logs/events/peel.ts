/** A line without what a container runtime or a collector put around it. */
export interface Peeled {
  readonly text: string;
  /** Time that the wrapper tells. */
  readonly time?: string;
  /** Pod or container that wrote the line. */
  readonly origin?: string;
  /** CRI and Docker cut long lines: the next line of the origin goes on with this one. */
  readonly partial: boolean;
}

const cri =
  /^(?:(\S{1,160}) )?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) (?:stdout|stderr) ([FP]) ?/;
const podPrefix = /^\[pod\/([\w.-]{1,120})\/[\w.-]{1,80}\] /;
/** Not `INFO | message`. */
const composePrefix = /^(?![A-Z]+ )([A-Za-z][\w.-]{1,60}) +\| ?/;

/**
 * Takes off the wrapping of CRI (`time stream F text`, a pod before it or not), of Docker's json-file driver, of
 * `kubectl logs --prefix` and of `docker compose logs`; `undefined` for a line without any.
 */
export function peel(line: string): Peeled | undefined {
  const code = line.charCodeAt(0);
  if (code === 123) return line.startsWith('{"log":"') ? dockerLine(line) : undefined;
  if (code === 91 && line.startsWith('[pod/')) return prefixed(line, podPrefix);
  if (isCri(line, code)) {
    const match = cri.exec(line);
    if (match) {
      const [whole, origin, time, part] = match;
      const text = line.slice(whole.length);
      return { text, time: time!, partial: part === 'P', ...(origin && { origin: podOf(origin) }) };
    }
  }
  if (isDigit(code)) return undefined;
  const bar = line.indexOf('|');
  return bar > 0 && bar < 64 ? prefixed(line, composePrefix) : undefined;
}

/** Whether `stdout` or `stderr` follows a time, which is the first or the second word. */
function isCri(line: string, code: number): boolean {
  const start = isDigit(code) ? 0 : line.indexOf(' ') + 1;
  if (!isDigit(line.charCodeAt(start)) || line.charCodeAt(start + 10) !== 84) return false;
  return line.startsWith(' std', line.indexOf(' ', start + 19));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function prefixed(line: string, prefix: RegExp): Peeled | undefined {
  const match = prefix.exec(line);
  return match ? { text: line.slice(match[0].length), origin: match[1]!, partial: false } : undefined;
}

/** `api-7d9f8-x2vqz` of `shop/api-7d9f8-x2vqz`. */
function podOf(prefix: string): string {
  const bare = prefix.replace(/^\[|\]$/g, '');
  return bare.slice(bare.lastIndexOf('/') + 1);
}

function dockerLine(line: string): Peeled | undefined {
  try {
    const { log, time, stream } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (typeof log !== 'string' || typeof time !== 'string' || stream === undefined) return undefined;
    return { text: log.replace(/\n$/, ''), time, partial: !log.endsWith('\n') };
  } catch {
    return undefined;
  }
}
