/** Reads the time of a line. Milliseconds since 1970, UTC; `undefined` when there is none. */
export type TimeReader = (line: string) => number | undefined;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const window = 160;
const day = 86_400_000;
/** Year of the times of a log that names none, when nothing else tells: a leap year. */
const fallbackReference = Date.UTC(2000, 11, 31);

interface Format {
  readonly pattern: RegExp;
  read(match: RegExpExecArray, reference: number): number | undefined;
}

const clock = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,:](\d{1,9}))?`;
const zone = String.raw`\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?`;

/** Most specific first. Each says the year, or takes it from the reference. */
const formats: readonly Format[] = [
  {
    // ISO 8601, log4j, Python, PostgreSQL, nginx error, Go's log: 2026-03-01T10:00:00.123Z, 2026/03/01 10:00:00
    pattern: new RegExp(String.raw`(?<!\d)(\d{4})[-/.](\d\d)[-/.](\d\d)(?:[T _-]| - )${clock}${zone}`),
    read: (m) => utc(num(m[1]), num(m[2]) - 1, num(m[3]), m, 4),
  },
  {
    // Apache and nginx access: 10/Oct/2026:13:55:36 +0200; also 10 Oct 2026 13:55:36 (RFC 2822), 10-Oct-2026::13:55:36 (Erlang)
    pattern: new RegExp(String.raw`(?<!\d)(\d{1,2})[/ -]([A-Z][a-z]{2})[/ -](\d{4})(?:::?| )${clock}${zone}`),
    read: (m) => withMonth(m[2], (month) => utc(num(m[3]), month, num(m[1]), m, 4)),
  },
  {
    // Apache error: Sun Dec 04 04:47:44.123456 2005
    pattern: new RegExp(String.raw`([A-Z][a-z]{2}) ([ \d]\d) ${clock} (?:[A-Z]{3,4} )?(\d{4})`),
    read: (m) => withMonth(m[1], (month) => utc(num(m[7]), month, num(m[2]), m, 3, '')),
  },
  {
    // Java util logging: Mar 01, 2026 10:00:00 AM
    pattern: /([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d) ([AP]M)/,
    read: (m) =>
      withMonth(m[1], (month) => Date.UTC(num(m[3]), month, num(m[2]), hour12(num(m[4]), m[7]), num(m[5]), num(m[6]))),
  },
  {
    // as people write it, Nest: 11/09/2026, 02:24:22 PM; 09/11/2026 14:24:22
    pattern: /(?<![\d/])(\d{1,2})([/.])(\d{1,2})\2(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ([AP]M))?/,
    read: (m, reference) => readEither(m, reference),
  },
  {
    // syslog: Mar  1 10:00:00
    pattern: new RegExp(String.raw`^(?:<\d{1,3}>)?([A-Z][a-z]{2}) +(\d{1,2}) ${clock}`),
    read: (m, reference) =>
      withMonth(m[1], (month) => inYear(reference, (year) => utc(year, month, num(m[2]), m, 3, ''))),
  },
  {
    // klog: E0301 10:00:00.123456
    pattern: new RegExp(String.raw`^[IWEF](\d\d)(\d\d) ${clock}`),
    read: (m, reference) => inYear(reference, (year) => utc(year, num(m[1]) - 1, num(m[2]), m, 3, '')),
  },
  {
    // Android and others: 03-17 16:13:38.811
    pattern: new RegExp(String.raw`^\[?(\d\d)[-.](\d\d) ${clock}`),
    read: (m, reference) => inYear(reference, (year) => utc(year, num(m[1]) - 1, num(m[2]), m, 3, '')),
  },
  {
    // compact: 20260301-10:00:00, 20260301T100000Z, 081109 203615, 26/03/01 10:00:00
    pattern: new RegExp(
      String.raw`^\[?(\d{4}|\d\d)([-/]?)(\d\d)\2(\d\d)[-T ](\d\d):?(\d\d):?(\d\d)(?:[.,:](\d{1,9}))?${zone}`,
    ),
    read: (m) => utc(num(m[1]) < 100 ? 2000 + num(m[1]) : num(m[1]), num(m[3]) - 1, num(m[4]), m, 5),
  },
  {
    // epoch, seconds or milliseconds
    pattern: /^\[?(1\d{9})(\d{3})?(?:\.(\d{1,9}))?(?!\d)/,
    read: (m) => num(m[1]) * 1000 + (m[2] ? num(m[2]) : fraction(m[3])),
  },
  {
    // time of day only: 10:00:00.123
    pattern: new RegExp(String.raw`^\[?${clock}`),
    read: (m, reference) => {
      const midnight = Math.floor(reference / day) * day;
      const at = midnight + num(m[1]) * 3_600_000 + num(m[2]) * 60_000 + num(m[3]) * 1000 + fraction(m[4]);
      return at > reference + day / 2 ? at - day : at;
    },
  },
];

/**
 * A reader of line times that remembers which format the log uses.
 *
 * Times without a zone are read as UTC. Times without a year or a date take the latest one that does not lie more than
 * two days after `referenceMs`, the time the alert fired.
 */
export function createTimeReader(referenceMs: number = fallbackReference): TimeReader {
  let last = formats[0]!;
  return (line) => {
    const head = line.length > window ? line.slice(0, window) : line;
    const again = timeBy(last, head, referenceMs);
    if (again !== undefined || !/\d\d/.test(head)) return again;
    for (const format of formats) {
      const at = format === last ? undefined : timeBy(format, head, referenceMs);
      if (at === undefined) continue;
      last = format;
      return at;
    }
    return undefined;
  };
}

function timeBy(format: Format, head: string, referenceMs: number): number | undefined {
  const match = format.pattern.exec(head);
  const at = match ? format.read(match, referenceMs) : undefined;
  return at !== undefined && isPlausible(at) ? at : undefined;
}

/** A time given as a value: ISO text, or epoch seconds, milliseconds, microseconds or nanoseconds. */
export function timeOfValue(value: unknown, read: TimeReader): number | undefined {
  const number =
    typeof value === 'number' ? value : /^\d{10,19}(?:\.\d+)?$/.test(String(value)) ? Number(value) : Number.NaN;
  if (!Number.isNaN(number)) {
    for (const unit of [1000, 1, 1e-3, 1e-6]) {
      const at = number * unit;
      if (isPlausible(at) && at > Date.UTC(2000, 0, 1)) return Math.floor(at);
    }
    return undefined;
  }
  return typeof value === 'string' ? read(value) : undefined;
}

/** Between 1970 and 2200. */
function isPlausible(at: number): boolean {
  return at >= 0 && at < 7.26e12;
}

/** From hour, minute, second and fraction at `first` on; the zone follows them, unless it is given. */
function utc(
  year: number,
  month: number,
  date: number,
  m: RegExpExecArray,
  first: number,
  given?: string,
): number | undefined {
  const hour = num(m[first]);
  const minute = num(m[first + 1]);
  if (month < 0 || month > 11 || date < 1 || date > 31 || hour > 24 || minute > 59) return undefined;
  const at = Date.UTC(year, month, date, hour, minute, num(m[first + 2])) + fraction(m[first + 3]);
  return at - offset(given ?? m[first + 4]);
}

function offset(text: string | undefined): number {
  const sign = text?.charCodeAt(0);
  if (text === undefined || (sign !== 43 && sign !== 45)) return 0;
  const minutes = num(text.slice(1, 3)) * 60 + num(text.slice(-2));
  return (sign === 45 ? -minutes : minutes) * 60_000;
}

function fraction(digits: string | undefined): number {
  return digits ? Math.floor(Number(`0.${digits}`) * 1000) : 0;
}

function withMonth(name: string | undefined, read: (month: number) => number | undefined): number | undefined {
  const month = months.indexOf((name ?? '').toLowerCase());
  return month < 0 ? undefined : read(month);
}

function inYear(reference: number, read: (year: number) => number | undefined): number | undefined {
  const year = new Date(reference).getUTCFullYear();
  const at = read(year + 1);
  if (at !== undefined && at <= reference + 2 * day) return at;
  const same = read(year);
  return same !== undefined && same > reference + 2 * day ? read(year - 1) : same;
}

/** Month or day may stand first: the reading that lies nearer to the reference, else the custom of 12 or 24 hours. */
function readEither(m: RegExpExecArray, reference: number): number | undefined {
  const hour = m[9] === undefined ? num(m[5]) : hour12(num(m[5]), m[9]);
  const clock = hour * 3_600_000 + num(m[6]) * 60_000 + num(m[7]) * 1000 + fraction(m[8]);
  const on = (month: number, date: number) =>
    month > 12 || date > 31 || month < 1 || date < 1 ? undefined : Date.UTC(num(m[4]), month - 1, date) + clock;
  const [first, second] = [num(m[1]), num(m[3])];
  const isMonthFirst = m[9] !== undefined && m[2] === '/';
  const custom = isMonthFirst ? on(first, second) : on(second, first);
  const other = isMonthFirst ? on(second, first) : on(first, second);
  if (custom === undefined || other === undefined || reference === fallbackReference) return custom ?? other;
  return Math.abs(other - reference) < Math.abs(custom - reference) ? other : custom;
}

function hour12(hour: number, half: string | undefined): number {
  return (hour % 12) + (half === 'PM' ? 12 : 0);
}

function num(digits: string | undefined): number {
  return Number(digits ?? 0);
}
