import type { EvidenceId, LogPattern, Signal } from '../incident/index.ts';
import { constantOf } from './constant.ts';
import { serviceOf } from './facts.ts';
import { logText, messageIn } from './log-text.ts';
import { platformEvent } from './platform-events.ts';
import { breadthOf, failingRequests, listOf, requestIn, requestOf, writeOf } from './requests.ts';
import { clock, duration, minutesBetween, quantity, quoted, say, type Told } from './say.ts';
import type { Case } from './types.ts';

/** An incident in sayable parts, each with its evidence; a part nobody observed is `undefined`. */
export interface Story {
  readonly situation: Case;
  /** Service as the alert names it. */
  readonly service: Told;
  /** Time of day the alert fired. */
  readonly fired: Told;
  /** Time of day of the first error in the log. */
  readonly onset: Told | undefined;
  /** The log pattern that speaks most for the failure mode. */
  readonly lead: LogPattern | undefined;
  /** Its decisive line in quotation marks; the alert's title when no log pattern speaks. */
  readonly line: Told;
  /** {@link line} without what belongs to one event, in quotation marks: what to look for again. */
  readonly constant: Told;
  /** Requests seen failing: `GET /api/books/41 and POST /api/orders`. */
  readonly failing: Told | undefined;
  /** What fails while it writes; `undefined` when only reads, or no requests, are seen. */
  readonly write: Told | undefined;
  /** What shows that the failure reaches across the service; `undefined` when it is bound to few requests. */
  readonly wide: Told | undefined;
  /** A change of the platform near the onset: `“node pool upgrade v1.28 -> v1.29” at 10:31 UTC`. */
  readonly platform: Told | undefined;
  /** The line on which a sign with this meaning stands, when it is not the leading pattern's: `“…” (L5, 16 times)`. */
  shown(means: string): Told | undefined;
  /** `142 times between 10:31 UTC and 10:45 UTC`. */
  readonly frequency: Told | undefined;
  /** The change held to be the cause: `#52 “Move old prices”`. */
  readonly change: Told | undefined;
  /** File of the change that its reasons point at. */
  readonly place: Told | undefined;
  /** The metric that tripped the alert: `http_5xx_rate at 18 % (limit 5 %, usually 0.2 %)`. */
  readonly metric: Told | undefined;
  readonly signal: Signal | undefined;
  /** Source of the signs, best first, at most four. */
  readonly proof: readonly EvidenceId[];
  /** A captured term. `endpoint` is the request of the leading line itself, never that of another event. */
  fact(...names: readonly string[]): Told | undefined;
  /** A captured amount of memory as people write it: `524288kB` → `512 MiB`. */
  size(name: string): Told | undefined;
  /** Where the failing code stands: `BookService.find (BookService.java:42)`. */
  readonly frame: Told | undefined;
}

/** Takes an incident apart for the sentences of its failure mode. */
export function storyOf(situation: Case): Story {
  const { incident, match, culprit } = situation;
  const { alert, log } = incident;
  const proof = [...new Set(match.hits.flatMap(({ evidence }) => evidence))].slice(0, 4);
  const lead = log.patterns.find(({ id }) => proof.find((one) => one.startsWith('L')) === id);
  const signal = incident.signals.find(isBreached) ?? incident.signals[0];
  const place = culprit?.reasons.flatMap(({ places }) => places)[0]?.path ?? culprit?.files[0]?.path;
  const line = lead ? decisiveLine(lead, situation) : alert.title;
  const spoken: EvidenceId[] = lead ? [lead.id] : ['A.title'];
  const constant = quoted(lead ? constantOf(line, lead.template) : line, 110);
  const event = platformEvent(incident);
  const began = log.patterns.find(({ firstAt }) => firstAt !== undefined && firstAt === log.onsetAt) ?? lead;
  return {
    situation,
    service: serviceOf(incident, match.facts),
    fired: { text: clock(alert.firedAt), evidence: ['A.firedAt'] },
    onset: log.onsetAt && began ? { text: clock(log.onsetAt), evidence: [began.id] } : undefined,
    lead,
    line: { text: quoted(line), evidence: spoken },
    constant: { text: constant, evidence: spoken },
    failing: listOf(failingRequests(incident)),
    write: writeOf(incident),
    wide: breadthOf(incident),
    platform: event && {
      text: `${quoted(event.line, 140)} at ${clock(event.at)}`,
      evidence: [event.pattern.id],
    },
    shown: (means) => shownBy(situation, means, lead),
    frequency: lead && frequencyOf(lead, alert.firedAt),
    change: culprit && { text: changeName(culprit), evidence: [culprit.id] },
    place: culprit && place ? { text: place, evidence: [culprit.id] } : undefined,
    metric: signal && { text: measured(signal), evidence: [signal.id] },
    signal,
    proof,
    size(name) {
      const fact = match.facts[name];
      return fact && { text: readableSize(fact.value), evidence: fact.evidence };
    },
    fact(...names) {
      if (names[0] === 'endpoint') return endpointOf(situation, lead);
      const found = names.map((name) => match.facts[name]).find((fact) => fact !== undefined);
      return found && { text: found.value, evidence: found.evidence };
    },
    frame: frameOf(situation),
  };
}

/** The request of the leading line; without such a line the one that the alert names. */
function endpointOf({ incident, match }: Case, lead: LogPattern | undefined): Told | undefined {
  if (lead) {
    const request = requestOf(lead, incident.log.patterns);
    return request && { text: request.path, evidence: [...new Set([lead.id, request.id])] };
  }
  const told = match.facts.endpoint;
  if (told?.evidence.every((id) => id.startsWith('A.'))) return { text: told.value, evidence: told.evidence };
  const titled = requestIn(incident.alert.title);
  return titled && { text: titled.path, evidence: ['A.title'] };
}

function readableSize(text: string): string {
  const [, amount, unit] = /^(\d{1,15}) ?(kB|B)?$/.exec(text) ?? [];
  if (!amount) return text;
  return quantity(Number(amount) * (unit === 'kB' ? 1024 : 1), 'By');
}

/** Names of metrics that are bad when low. */
const LOW_IS_BAD =
  /avail|success|ready|free|remaining|headroom|uptime|healthy|hit_?ra(?:te|tio)|days|throughput|\bup\b/i;

/** Whether a metric is bad above its limit. */
export function isBadWhenHigh({ name, baseline, threshold }: Signal): boolean {
  if (baseline !== undefined && threshold !== undefined && baseline !== threshold) return baseline < threshold;
  return !LOW_IS_BAD.test(name);
}

/** Whether a metric is on the bad side of its limit. */
export function isBreached(signal: Signal): boolean {
  const { value, threshold } = signal;
  if (threshold === undefined) return false;
  return isBadWhenHigh(signal) ? value >= threshold : value <= threshold;
}

/** `#52 “Move old prices”`, or the short sha when the change came by a direct push. */
function changeName(culprit: { number?: number | undefined; sha: string; title: string }): string {
  const name = culprit.number === undefined ? culprit.sha.slice(0, 10) : `#${culprit.number}`;
  return `${name} ${quoted(culprit.title, 90)}`;
}

/** `error_rate at 18 % (limit 5 %, usually 0.2 %)`. */
export function measured(signal: Signal): string {
  const { name, value, unit, threshold, baseline } = signal;
  const context = [
    threshold === undefined ? undefined : `limit ${quantity(threshold, unit)}`,
    baseline === undefined ? undefined : `usually ${quantity(baseline, unit)}`,
  ].filter((part) => part !== undefined);
  return `${name} at ${quantity(value, unit)}${context.length > 0 ? ` (${context.join(', ')})` : ''}`;
}

/** The line of the example on which the strongest sign stands, root cause first. */
function decisiveLine(pattern: LogPattern, { match }: Case): string {
  const { text, rootAt } = logText(pattern.example);
  const searched = rootAt > 0 ? [text.slice(rootAt), text] : [text];
  const signs = match.mode.signs.filter((sign) => sign.in.includes('log')).toSorted((a, b) => b.weight - a.weight);
  for (const part of searched) {
    for (const { pattern: sign } of signs) {
      const line = part.split('\n').find((one) => sign.test(one));
      if (line) return messageIn(line, sign);
    }
  }
  return messageIn(text.split('\n')[0] ?? pattern.template, /^/);
}

function shownBy({ incident, match }: Case, means: string, lead: LogPattern | undefined): Told | undefined {
  const hit = match.hits.find((one) => one.means === means);
  const sign = match.mode.signs.find((one) => one.means === means);
  const pattern = incident.log.patterns.find(({ id }) => hit?.evidence.find((one) => one.startsWith('L')) === id);
  if (!sign || !pattern || pattern === lead) return undefined;
  const lines = logText(pattern.example).text.split('\n');
  const line = messageIn(lines.find((one) => sign.pattern.test(one)) ?? lines[0] ?? '', sign.pattern);
  const frequency = frequencyOf(pattern, incident.alert.firedAt).text;
  return { text: `${quoted(line)} (${pattern.id}, ${frequency})`, evidence: [pattern.id] };
}

/** Times of day, with the date where it is not the alert's. */
function frequencyOf(pattern: LogPattern, firedAt: string): Told {
  const times = pattern.count === 1 ? 'once' : `${pattern.count} times`;
  const { firstAt, lastAt } = pattern;
  if (!firstAt || !lastAt) return { text: times, evidence: [pattern.id] };
  const sameDay = [firstAt, lastAt].every((at) => at.slice(0, 10) === firedAt.slice(0, 10));
  const [first, last] = [firstAt, lastAt].map((at) => (sameDay ? clock(at) : `${at.slice(0, 10)} ${clock(at)}`));
  const when = first === last ? `at ${first}` : `between ${first} and ${last}`;
  return { text: `${times} ${when}`, evidence: [pattern.id] };
}

/** Frames of runtimes and frameworks; the first other frame is the service's own code. */
const LIBRARY =
  /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|scala|org\.(?:spring|hibernate|apache|postgresql|eclipse|jboss|h2)\w*|com\.(?:zaxxer|fasterxml|mysql|microsoft|google|amazonaws)|oracle|io\.(?:netty|micrometer|lettuce|grpc)|reactor|System|Microsoft|Npgsql|runtime|net\/http|node:|internal)\b|node_modules|site-packages|dist-packages|\/gems\/|go\/pkg\/mod|\/vendor\/|rustc|\/lib\/python/;

/** Code that an object mapper or a container made around the service's own: it stands where the real method is entered. */
const GENERATED = /\$(?:HibernateProxy|ByteBuddy|Proxy\d|FastClass)|_jvstd?\w{1,10}$/;
/** A container's subclass of a class of the service: `OrderService$$SpringCGLIB$$0.place` is `OrderService.place`. */
const SUBCLASS = /\$\$(?:SpringCGLIB|EnhancerBy\w{1,40})\$\$\w{1,20}/;

function frameOf({ incident, match }: Case): Told | undefined {
  const ids = new Set(match.hits.flatMap(({ evidence }) => evidence));
  return ownFrame(incident.log.patterns.filter(({ id }) => ids.has(id)));
}

/** The innermost frame of the service's own code in the first of the patterns that has one. */
export function ownFrame(patterns: readonly LogPattern[]): Told | undefined {
  for (const { id, frames } of patterns) {
    const mine = frames.filter(({ symbol, file }) => !LIBRARY.test(symbol) && !LIBRARY.test(file ?? ''));
    const own = mine.find(({ symbol }) => !GENERATED.test(symbol)) ?? mine[0];
    if (!own) continue;
    const at = own.file?.includes('.') ? ` (${own.file}${own.line === undefined ? '' : `:${own.line}`})` : '';
    return { text: `${nameOf(own.symbol)}${at}`, evidence: [id] };
  }
  return undefined;
}

/** `<module>` and `<anonymous>` are no names. */
function nameOf(symbol: string): string {
  return /^<.{0,40}>$/.test(symbol) || symbol === '' ? 'code' : symbol.replace(SUBCLASS, '');
}

/** How long after its merge the first error came; says when there is no such order. */
export function lagOf({ situation: { incident, culprit } }: Story): Told | undefined {
  const onsetAt = incident.log.onsetAt;
  if (!culprit || !onsetAt) return undefined;
  const minutes = minutesBetween(culprit.mergedAt, onsetAt);
  if (minutes < 0) return undefined;
  return { text: duration(minutes), evidence: [culprit.id] };
}

/** How long the failure ran before the alert fired, in minutes as the clock shows them. */
export function detectionOf({ situation: { incident }, onset, fired }: Story): Told | undefined {
  const onsetAt = incident.log.onsetAt;
  if (!onsetAt || !onset) return undefined;
  const minutes = minutesBetween(`${onsetAt.slice(0, 16)}:00Z`, `${incident.alert.firedAt.slice(0, 16)}:00Z`);
  if (minutes < 0) return undefined;
  return say`${{ text: duration(minutes), evidence: onset.evidence }} passed between the first sign in the log at ${onset} and the alert at ${fired}`;
}
