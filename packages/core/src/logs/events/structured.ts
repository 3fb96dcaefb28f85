import type { LogLevel } from '../../incident/evidence.ts';
import { levelOf, levelOfNumber, levelOfSeverityNumber } from './level.ts';
import { thrownIn } from './stack-lines.ts';

/** The fields of a JSON or logfmt line that say what any line says. */
export interface Fields {
  readonly time?: unknown;
  readonly level?: LogLevel;
  readonly logger?: string;
  readonly service?: string;
  readonly message: string;
  readonly stack?: string;
  /** HTTP status, where the line is an access log. */
  readonly status?: number;
  /** `GET /path`, where the line names a request and no error. */
  readonly request?: string;
}

const keys = {
  time: 'time timestamp @timestamp ts @t datetime date t eventTime asctime instant Timestamp time_local time_iso8601 receiveTimestamp timeUnixNano observedTimeUnixNano __REALTIME_TIMESTAMP written_at start_time stageTimestamp record.time.repr',
  level:
    'level_name level severity lvl levelname log.level loglevel log_level LogLevel Level @l severity_text severityText severityNumber severity_number PRIORITY record.level.name type s',
  message:
    'msg message @m @mt Message log event body short_message text textPayload MESSAGE RenderedMessage MessageTemplate stringValue record.message',
  logger: 'logger logger_name loggerName name Category SourceContext log.logger component module caller channel',
  service:
    'service service.name service_name serviceName app application container_name container kubernetes.container_name kubernetes.labels.app pod SYSLOG_IDENTIFIER component_name',
  stack:
    'stack stack_trace stacktrace stackTrace exception exc_info exc_text error.stack_trace error.stack @x Exception trace traceback backtrace exception.stacktrace thrown.extendedStackTrace full_message',
  kind: 'type name class exception.type errorType error_class code',
  text: 'message msg reason description',
  status:
    'status statusCode status_code StatusCode res.statusCode res.status response.status response.statusCode http.status_code http.response.status_code http.status httpRequest.status responseStatus response_code responseCode responseStatus.code DownstreamStatus',
  method:
    'method req.method request.method http.method http.request.method httpRequest.requestMethod RequestMethod verb',
  path: 'path url uri req.url req.path request.url request.path request.uri http.target http.url url.path http.route httpRequest.requestUrl RequestPath',
  failure: 'err error',
  error: 'error err exception cause reason errorMessage error_message exception.message error.message',
  whole: 'request context operation action title description detail',
} as const satisfies Record<string, string>;

type Bag = Readonly<Record<string, unknown>>;
/** A field's name, and the path that its dots may spell. */
type Key = readonly [name: string, path: readonly string[]];

const paths = Object.fromEntries(
  Object.entries(keys).map(([meaning, names]) => [
    meaning,
    names.split(' ').map((name): Key => [name, name.includes('.') ? name.split('.') : []]),
  ]),
) as unknown as Readonly<Record<keyof typeof keys, readonly Key[]>>;

/** The fields of a line that is one JSON object; `undefined` for any other. */
export function fieldsOfJson(line: string): Fields | undefined {
  const first = line.charCodeAt(0);
  if (first !== 123 && first !== 32 && first !== 9) return undefined;
  const text = line.trim();
  if (text.charCodeAt(0) !== 123 || text.charCodeAt(text.length - 1) !== 125) return undefined;
  const bag = objectIn(text);
  return bag && fieldsOf(flattened(gravestRecord(bag)));
}

const pair = /([A-Za-z_@][\w.@-]{0,60})=("(?:[^"\\]|\\.)*"|[^\s"]*)/g;

/** The fields of a logfmt line: `key=value` throughout, a time or level and a message among them. */
export function fieldsOfLogfmt(line: string): Fields | undefined {
  const sign = line.indexOf('=');
  if (sign < 1 || sign > 80 || !/^\s*[A-Za-z_@][\w.@-]{0,60}=/.test(line)) return undefined;
  const bag: Record<string, unknown> = {};
  for (const match of line.matchAll(pair)) bag[match[1]!] = unquote(match[2]!);
  const says = textAt(bag, paths.message) ?? textAt(bag, paths.error);
  const known =
    says !== undefined && (valueAt(bag, paths.level) !== undefined || valueAt(bag, paths.time) !== undefined);
  return known ? fieldsOf(bag) : undefined;
}

/** With the payload of Google Cloud, OpenTelemetry and of JSON logged as a message beside the fields around it. */
function flattened(bag: Bag): Bag {
  let flat = bag;
  for (const key of ['jsonPayload', 'attributes', 'fields']) {
    const inner = bag[key];
    if (isBag(inner)) flat = { ...flat, ...inner };
    else if (Array.isArray(inner)) flat = { ...flat, ...attributesOf(inner) };
  }
  for (const key of ['message', 'log', 'body']) {
    const inner = bag[key];
    const payload = typeof inner === 'string' && inner.startsWith('{"') ? objectIn(inner.trim()) : inner;
    if (isBag(payload))
      flat = { ...flat, ...(key === 'log' || key === 'message' ? without(flat, key) : flat), ...payload };
  }
  return flat;
}

/** OpenTelemetry's list of attributes: `[{"key": "a", "value": {"stringValue": "b"}}]`. */
function attributesOf(list: readonly unknown[]): Bag {
  const pairs = list.filter(isBag).map(({ key, value }) => [key, isBag(value) ? Object.values(value)[0] : value]);
  return Object.fromEntries(pairs.filter(([key]) => typeof key === 'string'));
}

/** OpenTelemetry exports several records as one line: the gravest, with the service of its resource. */
function gravestRecord(bag: Bag): Bag {
  if (!Array.isArray(bag.resourceLogs)) return bag;
  const records = bag.resourceLogs.filter(isBag).flatMap(({ resource, scopeLogs }) => {
    const of = isBag(resource) && Array.isArray(resource.attributes) ? attributesOf(resource.attributes) : {};
    const scopes = Array.isArray(scopeLogs) ? scopeLogs.filter(isBag) : [];
    const own = scopes.flatMap(({ logRecords }) => (Array.isArray(logRecords) ? logRecords.filter(isBag) : []));
    return own.map((record): Bag => ({ ...of, ...record }));
  });
  const graveness = ({ severityNumber }: Bag) => (typeof severityNumber === 'number' ? severityNumber : 0);
  return records.reduce((worst, one) => (graveness(one) > graveness(worst) ? one : worst), records[0] ?? bag);
}

function without(bag: Bag, key: string): Bag {
  const { [key]: _, ...rest } = bag;
  return rest;
}

function fieldsOf(bag: Bag): Fields {
  const error = errorOf(bag);
  const stack = error.stack ?? stackAt(bag);
  const told = textAt(bag, paths.message);
  const { status, request } = requestOf(bag);
  // Serilog's compact format leaves out the level of information, klog's JSON every level.
  const level = levelAt(bag) ?? ('@t' in bag ? 'info' : tellsFailure(bag) ? 'error' : undefined);
  const time = timeAt(bag);
  const logger = textAt(bag, paths.logger);
  const service = textAt(bag, paths.service);
  const message = [told, error.message].filter((part, at) => part && (at === 0 || !told?.includes(part))).join(': ');
  return {
    message: message || (request ?? textAt(bag, paths.whole) ?? spelledOut(bag)),
    ...(time !== undefined && { time }),
    ...(level !== undefined && { level }),
    ...(logger !== undefined && { logger }),
    ...(service !== undefined && { service }),
    ...(stack !== undefined && { stack }),
    ...(status !== undefined && { status }),
    ...(request !== undefined && !stack && !error.message && { request }),
  };
}

/** `err: "text"`, `err: {type, message, stack}`, `exception: "Traceback …"`. */
function errorOf(bag: Bag): { readonly message?: string; readonly stack?: string } {
  for (const key of paths.error) {
    const value = at(bag, key);
    if (typeof value === 'string' && value !== '') {
      return value.includes('\n') ? { stack: value } : { message: value };
    }
    if (!isBag(value)) continue;
    const kind = textAt(value, paths.kind);
    const text = textAt(value, paths.text);
    const stack = stackAt(value);
    const said = kind && text && !text.startsWith(kind) ? `${kind}: ${text}` : (text ?? kind);
    return { ...(said && { message: said }), ...(stack !== undefined && { stack }) };
  }
  return {};
}

/** A trace: several lines, or the one that names what was thrown. */
function stackAt(bag: Bag): string | undefined {
  const stack = textAt(bag, paths.stack);
  return stack?.includes('\n') || (stack !== undefined && thrownIn(stack) !== undefined) ? stack : undefined;
}

function requestOf(bag: Bag): { readonly status?: number; readonly request?: string } {
  const status = paths.status.map((key) => Number(at(bag, key))).find((value) => value >= 100 && value < 600);
  const method = textAt(bag, paths.method);
  const path = textAt(bag, paths.path);
  const named = method !== undefined && path !== undefined && /^[A-Z]{3,10}$/i.test(method);
  if (named && status === undefined) return {};
  return {
    ...(status !== undefined && { status }),
    ...(named && { request: `${method.toUpperCase()} ${path}` }),
  };
}

/** A line that says nothing but its fields. */
function spelledOut(bag: Bag): string {
  const told = Object.entries(bag).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return told
    .slice(0, 12)
    .map(([key, value]) => `${key}=${String(value).slice(0, 200)}`)
    .join(' ');
}

/** The first of the fields that names a level. */
function levelAt(bag: Bag): LogLevel | undefined {
  for (const key of paths.level) {
    const value = at(bag, key);
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const isNumber = typeof value === 'number' || /^\d{1,3}$/.test(value);
    // The number of a type is none of a level.
    if (isNumber && (key[0] === 'type' || key[0] === 's')) continue;
    const read = key[0].startsWith('severity') && key[0].endsWith('umber') ? levelOfSeverityNumber : levelOfNumber;
    const level = isNumber ? read(Number(value)) : levelOf(value);
    if (level !== undefined) return level;
  }
  return undefined;
}

function tellsFailure(bag: Bag): boolean {
  return paths.failure.some((key) => {
    const value = at(bag, key);
    return isBag(value) || (typeof value === 'string' && !/^(?:|none|null|nil|false|no|ok|0|<nil>)$/i.test(value));
  });
}

/** MongoDB's `{"$date": …}` and Log4j's `{"epochSecond": …, "nanoOfSecond": …}` are values, too. */
function timeAt(bag: Bag): unknown {
  for (const key of paths.time) {
    const value = at(bag, key);
    if (typeof value === 'string' || typeof value === 'number') return value;
    if (!isBag(value)) continue;
    if (value.$date !== undefined) return value.$date;
    if (typeof value.epochSecond === 'number') return value.epochSecond + Number(value.nanoOfSecond ?? 0) / 1e9;
  }
  return undefined;
}

function valueAt(bag: Bag, candidates: readonly Key[]): unknown {
  for (const key of candidates) {
    const value = at(bag, key);
    if (typeof value === 'string' || typeof value === 'number') return value;
  }
  return undefined;
}

function textAt(bag: Bag, candidates: readonly Key[]): string | undefined {
  for (const key of candidates) {
    const value = at(bag, key);
    if (typeof value === 'string' && value !== '') return value;
    if (Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === 'string')) {
      return value.join('\n');
    }
  }
  return undefined;
}

/** A field by its name, or by the path its dots spell. */
function at(bag: Bag, [name, path]: Key): unknown {
  const value = bag[name];
  if (value !== undefined || path.length === 0) return value;
  let inner: unknown = bag;
  for (const step of path) inner = isBag(inner) ? inner[step] : undefined;
  return inner;
}

function objectIn(text: string): Bag | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isBag(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));
}
