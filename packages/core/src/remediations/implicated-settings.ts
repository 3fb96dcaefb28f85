import { type Clues, wordsOf } from './clues.ts';
import { mentions, snake } from './identifiers.ts';
import { bytesOf } from './quantity.ts';
import type { SettingChange } from './setting-changes.ts';

/** Words by which settings that can cause a failure mode are usually called. */
const vocabulary: Readonly<Record<string, RegExp>> = {
  'auth-mismatch':
    /audience|issuer|jwk|xsappname|client|tenant|scope|realm|oauth|oidc|saml|role|redirect|auth|identity|claim/i,
  'pool-exhaustion': /pool|connection|max|size|idle|leak|acquire|checkout|timeout|lifetime|concurrency|worker|thread/i,
  'n-plus-one': /batch|fetch|lazy|eager|expand|depth|preload|include/i,
  'memory-exhaustion':
    /heap|xm[xs]|memory|cache|size|limit|max|buffer|java_opts|java_tool_options|node_options|gogc|gomemlimit/i,
  'container-oom-kill': /memory|limit|request|heap|xmx|replica|worker|concurrency|cache/i,
  'tls-expiry': /cert|tls|ssl|trust|keystore|issuer|dns|solver|ingress|secret/i,
  'dns-or-network-policy':
    /host|url|dns|ndots|endpoint|address|egress|ingress|policy|namespace|selector|port|cidr|service/i,
  'upstream-rate-limit':
    /rate|limit|retry|retries|interval|poll|concurrency|parallel|batch|cron|schedule|backoff|quota|delay/i,
  'disk-full': /log|level|retention|rotate|size|path|dir|storage|volume|keep|max/i,
  deadlock: /isolation|lock|concurrency|worker|thread|timeout|parallel/i,
  timeout: /timeout|deadline|retry|wait/i,
};

const configurationLike = /config|auth|pool|flag|tls|dns|network|rate|disk|oom|timeout|latency|unknown/;

/** The changed settings that the evidence points at, best first; empty when it points at none. */
export function implicated(
  changes: readonly SettingChange[],
  { clues, mode }: { clues: Clues; mode: string },
): SettingChange[] {
  const own = changes.filter((change) => isOf(change, clues.subjects));
  const scored = changes
    .map((change) => ({
      change,
      score: scoreOf(change, clues, mode) - (own.includes(change) ? 0 : rivalry(change, own)),
    }))
    .sort((one, other) => other.score - one.score);
  const best = scored[0]?.score ?? 0;
  if (best < 2) return isOneBlock(changes) && configurationLike.test(mode) ? [...changes] : [];
  const chosen = scored.filter(({ score }) => score >= Math.max(2, best * 0.6)).map(({ change }) => change);
  const same = changes.filter(
    (change) =>
      !chosen.includes(change) &&
      (own.includes(change) || rivalry(change, own) === 0) &&
      chosen.some((other) => sameSubstitution(change, other) || cameTogether(change, other)),
  );
  return [...chosen, ...same];
}

/** Whether a setting is of what fails, by its file or the keys above it. */
function isOf({ file, path }: SettingChange, subjects: readonly string[]): boolean {
  const place = [file.path, ...path.slice(0, -1)].join('/').toLowerCase();
  return subjects.some((name) => mentions(place, name));
}

/** What a setting loses because what fails has its own of that kind. */
function rivalry(change: SettingChange, own: readonly SettingChange[]): number {
  const words = wordsOf(change.path.at(-1) ?? '');
  return own.some(({ path }) => [...wordsOf(path.at(-1) ?? '')].some((word) => words.has(word))) ? 5 : 0;
}

/** How strongly the evidence points at one changed setting; 2 and more is enough to act on. */
export function scoreOf(change: SettingChange, clues: Clues, mode: string): number {
  const { path, before, after, file, line } = change;
  let score = 0;
  for (const setting of [before, after]) if (setting) score += valueScore(setting.value, clues);
  const last = path.at(-1) ?? '';
  const written = path
    .filter((part) => !part.startsWith('('))
    .join('.')
    .toLowerCase();
  if (path.length > 1 && clues.text.includes(written)) score += 5;
  else if (last.length > 3 && /[-_.]|[a-z][A-Z]/.test(last) && namesIt(last, clues)) score += 4;
  const words = wordsOf(path.slice(-2).join(' '));
  score += Math.min(
    3,
    [...words].reduce((sum, word) => sum + (clues.words.get(word) ?? 0), 0),
  );
  if (vocabulary[mode]?.test(last)) score += 2;
  else if (vocabulary[mode]?.test(path.join('.'))) score += 1;
  const side = after ? 'added' : 'removed';
  return score + Math.min(3, clues.places.get(`${file.path}:${side}:${line}`) ?? 0);
}

function namesIt(name: string, { text }: Clues): boolean {
  const bare = snake(name).replaceAll('_', '');
  return text.includes(name.toLowerCase()) || (bare.length > 6 && text.replaceAll(/[-_.]/g, '').includes(bare));
}

function valueScore(value: string, { text, facts }: Clues): number {
  const low = value.toLowerCase();
  if (facts.some((fact) => fact.toLowerCase() === low && low !== '')) return 4;
  if (/^(?:true|false|on|off|yes|no|null|none|info|debug|warn|error|\d{1,3})$/.test(low) || low.length < 4) return 0;
  if (text.includes(low)) return 5;
  const bytes = bytesOf(value);
  if (bytes !== undefined && bytes >= 2 ** 20 && mentions(text, String(bytes))) return 5;
  const host = /^\w+:\/\/([^/:?]+)/.exec(low)?.[1];
  return host && text.includes(host) ? 4 : 0;
}

function sameSubstitution(one: SettingChange, other: SettingChange): boolean {
  if (!one.before || !one.after || !other.before || !other.after) return false;
  const trivial = /^(?:true|false|\d{1,2})?$/;
  if (trivial.test(one.before.value) || trivial.test(one.after.value)) return false;
  return one.before.value === other.before.value && one.after.value === other.after.value;
}

function cameTogether(one: SettingChange, other: SettingChange): boolean {
  return one.newGroup !== undefined && one.newGroup === other.newGroup && one.file === other.file;
}

function isOneBlock(changes: readonly SettingChange[]): boolean {
  const files = new Set(changes.map(({ file }) => file.path));
  const lines = changes.map(({ line }) => line);
  return files.size === 1 && Math.max(...lines) - Math.min(...lines) <= 6;
}
