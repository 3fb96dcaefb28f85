import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { BundledIncident } from './world.ts';

/** How many different values stand at a place, such as ids and paths, and a number from 0 to below 1 made of the line's own. */
type Pick = <T>(of: readonly T[], salt?: number) => T;

/** What one part of a system says on an ordinary day. */
interface Traffic {
  /** Lines that tell that it is there. */
  readonly speaks: RegExp;
  /** One ordinary event, at times of several lines. */
  readonly line: (at: Date, index: number, pick: Pick) => string;
}

/** Of 1,000 events of an ordinary day, so many are warnings and errors that nobody is woken for. */
const noisePerMille = 12;

const spring: Traffic = {
  speaks: /^\S+Z {1,2}\w+ \d+ --- \[/m,
  line(at, index, pick) {
    const thread = `nio-8080-exec-${1 + (index % 20)}`.slice(-15).padStart(15);
    const say = (level: string, logger: string, text: string, by = thread) =>
      `${at.toISOString()} ${level.padStart(5)} 1 --- [bookshop] [${by}] ${logger.padEnd(40)} : ${text}`;
    const id = pick(numbers);
    if (index % 1000 < noisePerMille)
      return pick([
        say(
          'WARN',
          '.w.s.m.s.DefaultHandlerExceptionResolver',
          `Resolved [org.springframework.web.servlet.resource.NoResourceFoundException: No static resource favicon.ico.]`,
        ),
        say(
          'WARN',
          '.w.s.m.s.DefaultHandlerExceptionResolver',
          `Resolved [org.springframework.web.method.annotation.MethodArgumentTypeMismatchException: Method parameter 'id': Failed to convert value of type 'java.lang.String' to required type 'long'; For input string: "book-${id}"]`,
        ),
        say('WARN', 'com.bookshop.web.RequestLog', `GET /api/books/${id}/cover 404 ${1 + (index % 9)}ms`),
        say('WARN', 'com.bookshop.mail.MailSender', `mail for order ${id} was not accepted, trying again in 30 s`),
        `${say('ERROR', 'com.bookshop.mail.MailSender', `mail for order ${id} given up after 5 attempts`)}\norg.springframework.mail.MailSendException: Mail server connection failed\n\tat org.springframework.mail.javamail.JavaMailSenderImpl.doSend(JavaMailSenderImpl.java:402)\n\tat com.bookshop.mail.MailSender.send(MailSender.java:31)\nCaused by: jakarta.mail.MessagingException: 421 4.7.0 Try again later\n\t... 12 common frames omitted`,
        `${say('ERROR', 'o.a.c.c.C.[.[.[/].[dispatcherServlet]', 'Servlet.service() for servlet [dispatcherServlet] threw exception')}\norg.apache.catalina.connector.ClientAbortException: java.io.IOException: Broken pipe\n\tat org.apache.catalina.connector.OutputBuffer.realWriteBytes(OutputBuffer.java:342)\n\tat org.apache.catalina.connector.OutputBuffer.flushByteBuffer(OutputBuffer.java:777)\nCaused by: java.io.IOException: Broken pipe\n\tat java.base/sun.nio.ch.SocketDispatcher.write0(Native Method)`,
      ]);
    return pick([
      ...Array<string>(5).fill(
        say(
          'INFO',
          'com.bookshop.web.RequestLog',
          `GET ${pick(['/api/books', `/api/books/${id}`, `/api/books/${id}/reviews`, `/api/authors/${id}`, `/api/books/${id}/price`], 1)} 200 ${2 + (pick(numbers, 2) % 300)}ms`,
        ),
      ),
      say('INFO', 'com.bookshop.web.RequestLog', `POST /api/orders 201 ${90 + (pick(numbers, 2) % 400)}ms`),
      say('INFO', 'com.bookshop.web.RequestLog', `GET /actuator/health 200 ${1 + (index % 4)}ms`),
      say(
        'INFO',
        'com.bookshop.stock.StockSync',
        `stock of warehouse ${id % 7} taken over: ${pick(numbers, 3)} titles in ${40 + (pick(numbers, 4) % 900)} ms`,
        '   scheduling-1',
      ),
      say(
        'DEBUG',
        'com.zaxxer.hikari.pool.HikariPool',
        `bookshop-pool - Pool stats (total=20, active=${index % 5}, idle=${20 - (index % 5)}, waiting=0)`,
        'hop:housekeeper',
      ),
      `[${at.toISOString().slice(0, -1)}+0000][info][gc] GC(${index}) Pause Young (Allocation Failure) ${90 + (index % 40)}M->${30 + (index % 20)}M(309M) ${1 + (index % 9)}.${id % 1000}ms`,
    ]);
  },
};

const cap: Traffic = {
  speaks: /^\{"level":"\w+","logger":/m,
  line(at, index, pick) {
    const id = pick(numbers);
    const say = (level: string, logger: string, msg: string, more: object = {}) =>
      JSON.stringify({
        level,
        logger,
        correlation_id: `${id}-4f00-${index}`,
        host: 'api.bookshop.example',
        remote_user: `reader-${id % 50}`,
        timestamp: at.toISOString(),
        ...more,
        msg,
      });
    if (index % 1000 < noisePerMille)
      return pick([
        say('warn', 'auth', 'token of the caller has ended', { tenant: 't0' }),
        say('error', 'error', `404 > {"code":"404","message":"Not Found: Books(${id})"}`),
        say('warn', 'remote', 'answer of the cover service took 2103 ms'),
      ]);
    return pick([
      ...Array<string>(3).fill(
        say(
          'info',
          'requests',
          `GET /odata/v4/catalog/${pick(['Books', `Books(${id})`, 'Genres', `Authors(${id})`], 1)} 200 ${4 + (pick(numbers, 2) % 90)} ms, ${1 + (index % 4)} queries`,
        ),
      ),
      say('info', 'cds', `outbox of tenant t0: ${index % 5} messages in ${pick(numbers, 2) % 70} ms`),
    ]);
  },
};

const ingress: Traffic = {
  speaks: /^\S+ (?:- - \[[^\]]+\] )?"(?:GET|POST) [^"]+ HTTP\/2|"(?:GET|POST) [^"]+ HTTP\/2\.0" \d{3}/m,
  line(at, index, pick) {
    const day = `${String(at.getUTCDate()).padStart(2, '0')}/${at.toLocaleString('en', { month: 'short', timeZone: 'UTC' })}/${at.getUTCFullYear()}`;
    const path = pick([
      '/',
      '/api/books',
      `/api/books/${pick(numbers)}`,
      '/odata/v4/catalog/Genres',
      `/odata/v4/catalog/Books(${pick(numbers)})`,
    ]);
    const status = index % 1000 < noisePerMille ? pick([404, 499, 401]) : 200;
    return `198.51.100.${index % 250} - - [${day}:${at.toISOString().slice(11, 19)} +0000] "GET ${path} HTTP/2.0" ${status} ${pick(numbers, 3) % 9000} "-" "okhttp/5.1.0" ${100 + (index % 400)} 0.${100 + (pick(numbers, 4) % 800)} [bookshop-bookshop-srv-8080] [] 10.244.${index % 9}.${index % 99}:8080 ${pick(numbers, 5) % 9000} 0.0${10 + (index % 80)} ${status} ${hex(index, 32)}`;
  },
};

const cluster: Traffic = {
  speaks: /^\S+Z {3}(?:Normal|Warning) |kubelet\[\d+\]/m,
  line(at, index, pick) {
    const event = (type: string, reason: string, object: string, text: string) =>
      `${at.toISOString().slice(0, 19)}Z   ${type.padEnd(9)} ${reason.padEnd(18)} ${object.padEnd(36)} ${text}`;
    const job = `basket-sweeper-${29000000 + (index >> 6)}`;
    if (index % 1000 < noisePerMille)
      return pick([
        event(
          'Warning',
          'Unhealthy',
          `pod/search-${hex(index, 5)}`,
          'Readiness probe failed: Get "http://10.244.3.7:9200/_ready": context deadline exceeded',
        ),
        event(
          'Warning',
          'FailedScheduling',
          `pod/report-${hex(index, 5)}`,
          '0/6 nodes are available: 6 Insufficient cpu. preemption: 0/6 nodes are available',
        ),
      ]);
    return pick([
      event('Normal', 'Created', `pod/${job}-${hex(index, 5)}`, 'Created container sweeper'),
      event('Normal', 'Started', `pod/${job}-${hex(index, 5)}`, 'Started container sweeper'),
      event('Normal', 'Completed', `job/${job}`, 'Job completed'),
      event(
        'Normal',
        'Pulled',
        `pod/${job}-${hex(index, 5)}`,
        `Container image "registry.example/sweeper:1.9" already present on machine`,
      ),
      `${at.toISOString().slice(0, -1)}402+00:00 aks-apps-31874523-vmss00000${index % 6} kubelet[2210]: I${at.toISOString().slice(5, 7)}${at.toISOString().slice(8, 10)} ${at.toISOString().slice(11, -1)}402    2210 reconciler_common.go:299] "Volume detached for volume" pod="bookshop/${job}-${hex(index, 5)}"`,
    ]);
  },
};

const numbers = Array.from({ length: 997 }, (_, index) => index + 1);

/**
 * The incident with its log drowned in ordinary lines of the same services, before, between and after its own, warnings and errors
 * that nobody is woken for among them. The same incident and count give the same bytes.
 *
 * @param count Ordinary events to put in.
 * @param out Folder to write to.
 */
export function drown(incident: BundledIncident, count: number, out: string): BundledIncident {
  cpSync(incident.folder, out, { recursive: true });
  const base = join('history', 'BASE');
  const tree = resolve(incident.folder, readFileSync(join(incident.folder, base), 'utf8').trim());
  writeFileSync(join(out, base), `${relative(out, tree)}\n`);
  const file = join(out, 'logs.txt');
  writeFileSync(file, drowned(readFileSync(file, 'utf8'), count));
  return { ...incident, folder: out };
}

/** A log with so many ordinary events more. What bears no time stays below the line that it follows. */
export function drowned(log: string, count: number): string {
  const speaking = [spring, cap, ingress, cluster].filter(({ speaks }) => speaks.test(log));
  if (speaking.length === 0) throw new Error('None of the services that are known writes such a log.');
  const lines = log.replace(/\n$/, '').split('\n');
  const times = lines.map(timeOf);
  const known = times.filter((time) => time !== undefined);
  const [from, to] = [Math.min(...known) - 3_600_000, Math.max(...known)];
  const woven: string[] = [];
  let next = 0;
  const upTo = (until: number) => {
    for (; next < count && from + ((to - from) * next) / count <= until; next++) {
      const traffic = speaking[next % speaking.length]!;
      const index = next;
      const pick: Pick = (of, salt = 0) => of[scattered(index * 7 + salt) % of.length]!;
      woven.push(traffic.line(new Date(from + ((to - from) * next) / count), next, pick));
    }
  };
  for (const [at, line] of lines.entries()) {
    upTo(times[at] ?? Number.NEGATIVE_INFINITY);
    woven.push(line);
  }
  upTo(Number.POSITIVE_INFINITY);
  return `${woven.join('\n')}\n`;
}

function timeOf(line: string): number | undefined {
  const iso = /\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,3})?/.exec(line);
  if (iso) return Date.parse(`${iso[1]}${iso[2] ?? ''}Z`);
  const nginx = /\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) \+0000\]/.exec(line);
  return nginx ? Date.parse(`${nginx[1]} ${nginx[2]} ${nginx[3]} ${nginx[4]} UTC`) : undefined;
}

/** A number without a visible order; the constants of a multiplicative hash by Knuth, The Art of Computer Programming 3, 6.4. */
function scattered(index: number): number {
  const mixed = Math.imul(index + 1, 2_654_435_761);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function hex(index: number, length: number): string {
  return Array.from({ length: Math.ceil(length / 8) }, (_, part) =>
    scattered(index + part)
      .toString(16)
      .padStart(8, '0'),
  )
    .join('')
    .slice(0, length);
}
