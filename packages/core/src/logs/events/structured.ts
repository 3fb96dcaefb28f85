/** The fields of a JSON or logfmt line that say what any line says. */
export interface Fields {
  readonly time?: unknown;
  readonly level?: string | number;
  readonly logger?: string;
  readonly service?: string;
  readonly message: string;
  readonly stack?: string;
  /** HTTP status, where the line is an access log. */
  readonly status?: number;
}

const timeKeys = ['time', 'timestamp', '@timestamp', 'ts', 'datetime', 'date', 't', 'eventTime', 'asctime', 'instant'];
const levelKeys = [
  'level',
  'severity',
  'lvl',
  'levelname',
  'log.level',
  'loglevel',
  'log_level',
  'LogLevel',
  '@l',
  'severity_text',
  'type',
];
const messageKeys = [
  'msg',
  'message',
  '@m',
  '@mt',
  'log',
  'event',
  'body',
  'short_message',
  'text',
  'textPayload',
  'MESSAGE',
];
const loggerKeys = [
  'logger',
  'logger_name',
  'name',
  'Category',
  'SourceContext',
  'log.logger',
  'component',
  'module',
  'caller',
];
const serviceKeys = [
  'service',
  'service.name',
  'service_name',
  'app',
  'application',
  'container_name',
  'container',
  'pod',
];
const stackKeys = [
  'stack',
  'stack_trace',
  'stacktrace',
  'exception',
  'exc_info',
  'error.stack_trace',
  'error.stack',
  '@x',
  'trace',
  'traceback',
  'exception.stacktrace',
];
const errorKeys = ['error', 'err', 'cause', 'reason', 'errorMessage'];
const statusKeys = ['status', 'statusCode', 'status_code', 'http.status_code', 'responseStatus'];

type Bag = Readonly<Record<string, unknown>>;

/** The fields of a line that is one JSON object; `undefined` for any other. */
export function fieldsOfJson(line: string): Fields | undefined {
  const start = line.trimStart();
  if (start.charCodeAt(0) !== 123 || start.charCodeAt(start.trimEnd().length - 1) !== 125) return undefined;
  try {
    const value: unknown = JSON.parse(start);
    return typeof value === 'object' && value !== null ? fieldsOf(value as Bag) : undefined;
  } catch {
    return undefined;
  }
}

const pair = /([A-Za-z_@][\w.@-]{0,60})=("(?:[^"\\]|\\.)*"|[^\s"]*)/g;

/** The fields of a logfmt line: `key=value` throughout, a time or level and a message among them. */
export function fieldsOfLogfmt(line: string): Fields | undefined {
  if (!/^\s*[A-Za-z_@][\w.@-]{0,60}=/.test(line)) return undefined;
  const bag: Record<string, unknown> = {};
  for (const match of line.matchAll(pair)) bag[match[1]!] = unquote(match[2]!);
  const says = textAt(bag, [...messageKeys, ...errorKeys]) !== undefined;
  const known = says && (levelAt(bag) !== undefined || timeAt(bag) !== undefined);
  return known ? fieldsOf(bag) : undefined;
}

/** What a container runtime wraps around each line of output. */
export interface Wrapped {
  readonly text: string;
  readonly time: string;
  /** CRI cuts long lines: `P` marks a part that the next line continues. */
  readonly partial: boolean;
}

const cri = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) (?:stdout|stderr) ([FP]) ?/;

/** Undoes the wrapping of CRI (`time stream F text`) and of Docker's json-file driver. */
export function unwrap(line: string): Wrapped | undefined {
  const code = line.charCodeAt(0);
  if (code >= 48 && code <= 57) {
    const match = cri.exec(line);
    return match ? { text: line.slice(match[0].length), time: match[1]!, partial: match[2] === 'P' } : undefined;
  }
  if (code !== 123 || !line.startsWith('{"log":"')) return undefined;
  try {
    const value = JSON.parse(line) as Bag;
    const { log, time, stream } = value;
    if (typeof log !== 'string' || typeof time !== 'string' || stream === undefined) return undefined;
    return { text: log.replace(/\n$/, ''), time, partial: !log.endsWith('\n') };
  } catch {
    return undefined;
  }
}

function fieldsOf(bag: Bag): Fields {
  const error = errorTexts(bag);
  const message = textAt(bag, messageKeys) ?? error.message ?? '';
  const stack = textAt(bag, stackKeys) ?? error.stack;
  const level = levelAt(bag);
  const time = timeAt(bag);
  const logger = textAt(bag, loggerKeys);
  const service = textAt(bag, serviceKeys);
  const status = statusKeys.map((key) => Number(at(bag, key))).find((value) => value >= 100 && value < 600);
  const said =
    error.message !== undefined && !message.includes(error.message) ? `${message}: ${error.message}` : message;
  return {
    message: said,
    ...(time !== undefined && { time }),
    ...(level !== undefined && { level }),
    ...(logger !== undefined && { logger }),
    ...(service !== undefined && { service }),
    ...(stack !== undefined && { stack }),
    ...(status !== undefined && { status }),
  };
}

/** `err: "text"` and `err: {type, message, stack}`. */
function errorTexts(bag: Bag): { readonly message?: string; readonly stack?: string } {
  for (const key of [...errorKeys, 'exception']) {
    const value = bag[key];
    if (typeof value === 'string' && value !== '') return { message: value.split('\n', 1)[0]! };
    if (typeof value !== 'object' || value === null) continue;
    const inner = value as Bag;
    const kind = textAt(inner, ['type', 'name', 'class', 'code']);
    const text = textAt(inner, ['message', 'msg']);
    const stack = textAt(inner, ['stack', 'stacktrace', 'stack_trace']);
    const message = [kind, text].filter((part) => part !== undefined).join(': ');
    return { ...(message !== '' && { message }), ...(stack !== undefined && { stack }) };
  }
  return {};
}

function timeAt(bag: Bag): unknown {
  return timeKeys.map((key) => bag[key]).find((value) => typeof value === 'string' || typeof value === 'number');
}

function levelAt(bag: Bag): string | number | undefined {
  const value = levelKeys
    .map((key) => at(bag, key))
    .find((found) => typeof found === 'string' || typeof found === 'number');
  return value as string | number | undefined;
}

function textAt(bag: Bag, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = at(bag, key);
    if (typeof value === 'string' && value !== '') return value;
    if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value.join('\n');
  }
  return undefined;
}

/** A field by its name, or by the path its dots spell. */
function at(bag: Bag, key: string): unknown {
  if (key in bag) return bag[key];
  const dot = key.indexOf('.');
  const inner = dot > 0 ? bag[key.slice(0, dot)] : undefined;
  return typeof inner === 'object' && inner !== null ? (inner as Bag)[key.slice(dot + 1)] : undefined;
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));
}
