import { thrownIn } from './stack-lines.ts';

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
  /** `GET /path`, where the line names a request and no error. */
  readonly request?: string;
}

const keys = {
  time: 'time timestamp @timestamp ts @t datetime date t eventTime asctime instant Timestamp time_local time_iso8601 receiveTimestamp',
  level:
    'level severity lvl levelname log.level loglevel log_level LogLevel Level @l severity_text severityText severityNumber type',
  message:
    'msg message @m @mt Message log event body short_message text textPayload MESSAGE RenderedMessage MessageTemplate',
  logger: 'logger logger_name loggerName name Category SourceContext log.logger component module caller channel',
  service:
    'service service.name service_name serviceName app application container_name container kubernetes.container_name kubernetes.labels.app pod',
  stack:
    'stack stack_trace stacktrace stackTrace exception exc_info exc_text error.stack_trace error.stack @x Exception trace traceback backtrace exception.stacktrace thrown.extendedStackTrace',
  kind: 'type name class exception.type errorType error_class code',
  text: 'message msg reason description',
  status:
    'status statusCode status_code StatusCode res.statusCode res.status response.status response.statusCode http.status_code http.response.status_code http.status httpRequest.status responseStatus response_code responseCode',
  method:
    'method req.method request.method http.method http.request.method httpRequest.requestMethod RequestMethod verb',
  path: 'path url uri req.url req.path request.url request.path request.uri http.target http.url url.path http.route httpRequest.requestUrl RequestPath',
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
  return bag && fieldsOf(flattened(bag));
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
  }
  for (const key of ['message', 'log', 'body']) {
    const inner = bag[key];
    const payload = typeof inner === 'string' && inner.startsWith('{"') ? objectIn(inner.trim()) : inner;
    if (isBag(payload))
      flat = { ...flat, ...(key === 'log' || key === 'message' ? without(flat, key) : flat), ...payload };
  }
  return flat;
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
  // Serilog's compact format leaves out the level of information.
  const level = (valueAt(bag, paths.level) ?? ('@t' in bag ? 'info' : undefined)) as string | number | undefined;
  const time = valueAt(bag, paths.time);
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
