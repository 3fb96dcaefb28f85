import { messageLines } from '../logs/events/line-kinds.ts';
import { wordsOfName } from './amounts.ts';
import { lastKey, type SettingChange } from './settings.ts';
import type { Context, Signal } from './signal.ts';
import { freshness } from './signals-circumstance.ts';
import { plainService } from './signals-place.ts';

/** A kind of bound: the keys that set it, how errors speak when it is reached, and what lowering it tells. */
interface Bound {
  readonly key: RegExp;
  readonly error: RegExp;
  readonly value: number;
}

/** Keys are read as plain words joined by spaces: `DB_POOL_SIZE` → `db pool size`. */
const bounds: readonly Bound[] = [
  {
    key: /\b(?:memory|mem|ram|heap|xmx|gomemlimit|old space size)\b/,
    error: /out of memory|\boom|memory|heap|exit(?:ed with)?[ _]?code[:= ]{0,3}137|signal: killed/i,
    value: 1,
  },
  {
    key: /\b(?:pool|connection|overflow)\b/,
    error: /\bpool|too many (?:clients|connections)|connections? (?:slots|limit)|connection is not available/i,
    value: 1,
  },
  {
    key: /\b(?:disk|volume|storage|retention|pvc|ephemeral)\b/,
    error: /no space left|disk|ENOSPC|volume|storage|filesystem/i,
    value: 1,
  },
  {
    key: /\b(?:quota|rate|burst|limit)\b/,
    error: /quota|rate.?limit|too many requests|exceeded/i,
    value: 0.7,
  },
  { key: /\b(?:file|nofile|ulimit|descriptor)\b/, error: /too many open files|EMFILE|ENFILE/i, value: 1 },
  {
    key: /\b(?:timeout|wait|acquire)\b/,
    error: /tim(?:ed?|ing)[ -]?out|deadline|timeout/i,
    value: 0.6,
  },
  {
    key: /\b(?:replica|worker|thread|concurrency|instance|prefetch)\b/,
    error: /backlog|queue|lag|saturat|latency|slow|timed out|unavailable/i,
    value: 0.6,
  },
  { key: /\bcpu\b/, error: /throttl|latency|slow|probe failed/i, value: 0.6 },
];

/** What a bound tells that no path ties to the failing service. */
const shared = 0.8;

interface Lowered {
  readonly setting: SettingChange;
  readonly value: number;
  /** The failing service, where the path names it. */
  readonly of?: string;
}

/** A bound that a change lowers for the failing service, or for all, where the error speaks of that resource. */
export function loweredLimitSignal(context: Context): Signal {
  const { symptom, changes } = context;
  const lines = symptom.parts.flatMap(({ id, text }) =>
    messageLines(text).map((line) => ({ id, line: line.slice(0, 600) })),
  );
  const spoken = new Map(bounds.map((bound) => [bound, lines.find(({ line }) => bound.error.test(line))]));
  const belongs = ownership(
    symptom.service,
    changes.flatMap(({ files }) => files.map(({ path }) => path)),
  );
  const lowered = changes.map((_, index) =>
    context
      .settingsOf(index)
      .map((setting): Lowered | undefined => {
        const owner = isLowered(setting) ? belongs(setting.place.path) : 'another';
        const bound = owner === 'another' ? undefined : boundOf(setting, spoken);
        if (bound === undefined) return undefined;
        return owner === 'own'
          ? { setting, value: bound.value, of: symptom.service! }
          : { setting, value: bound.value * shared };
      })
      .reduce<Lowered | undefined>((best, one) => (one && (!best || preferred(one, best)) ? one : best), undefined),
  );
  return {
    id: 'lowered-limit',
    values: lowered.map((one, index) => (one?.value ?? 0) * freshness(context, index)),
    explain: (index) => {
      const { setting, of } = lowered[index]!;
      const said = spoken.get(boundOf(setting, spoken)!);
      return {
        text: `It lowers \`${setting.key}\`${of === undefined ? '' : ` of \`${of}\``} from ${setting.before} to ${setting.after}, which the trouble is about.`,
        evidence: said?.id === undefined ? [] : [said.id],
        places: [setting.place],
      };
    },
  };
}

/** Among equals a limit says more than what is merely requested. */
function preferred(one: Lowered, best: Lowered): boolean {
  return (
    one.value > best.value ||
    (one.value === best.value && /limit|max/i.test(one.setting.key) && !/limit|max/i.test(best.setting.key))
  );
}

function boundOf({ key }: SettingChange, spoken: ReadonlyMap<Bound, unknown>): Bound | undefined {
  const words = wordsOfName(key).join(' ');
  const last = wordsOfName(lastKey(key)).join(' ');
  return (
    bounds.find((bound) => bound.key.test(last) && spoken.get(bound) !== undefined) ??
    bounds.find((bound) => bound.key.test(words) && spoken.get(bound) !== undefined)
  );
}

const sizes: Readonly<Record<string, number>> = {
  ms: 1e-3,
  s: 1,
  h: 3_600,
  k: 1e3,
  kb: 1e3,
  ki: 1_024,
  kib: 1_024,
  mb: 1e6,
  mi: 1_048_576,
  mib: 1_048_576,
  g: 1e9,
  gb: 1e9,
  gi: 1_073_741_824,
  gib: 1_073_741_824,
  t: 1e12,
  ti: 1_099_511_627_776,
};

/** The amount of a bound, comparable with another of the same key; `250m` is a quarter of a core, or megabytes of a heap. */
function amountOf(value: string, isCpu: boolean): number {
  const [, count, unit = ''] = /^\s*(\d{1,15}(?:\.\d{1,6})?)\s?([A-Za-z]{0,5})\s*$/.exec(value) ?? [];
  const small = unit.toLowerCase();
  if (count === undefined) return Number.NaN;
  const factor = small === 'm' ? (isCpu ? 1e-3 : 1e6) : small === '' ? 1 : (sizes[small] ?? Number.NaN);
  return Number(count) * factor;
}

function isLowered({ key, before, after }: SettingChange): boolean {
  if (before === undefined || after === undefined) return false;
  const isCpu = /cpu/i.test(key);
  return amountOf(after, isCpu) < amountOf(before, isCpu);
}

/** Whose a path is: it names the failing service, it stands where another service's stands, or it is everyone's. */
function ownership(
  service: string | undefined,
  paths: readonly string[],
): (path: string) => 'own' | 'another' | 'shared' {
  const name = service === undefined ? '' : plainService(service.split('/').at(-1)!);
  if (name.length < 3) return () => 'shared';
  const isOwn = (segment: string) =>
    plainService(segment.replace(/\.\w{1,8}$/, '')) === name ||
    segment
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .includes(name) ||
    segment.toLowerCase().startsWith(`${name}-`);
  const beside = new Set(
    paths.flatMap((path) => {
      const at = path.split('/').findIndex(isOwn);
      return at < 0 ? [] : [siblingKey(path.split('/'), at)];
    }),
  );
  return (path) => {
    const segments = path.split('/');
    if (segments.some(isOwn)) return 'own';
    const isBeside = segments.some((segment, at) => beside.has(siblingKey(segments, at)) && !everyones.test(segment));
    return isBeside ? 'another' : 'shared';
  };
}

const everyones =
  /^(?:_?shared|common|base|global|defaults?|all|config|settings|values|env|deploy(?:ment)?|infra|prod(?:uction)?|main|variables|application|kustomization|src|docs)\b/i;

/** The folder a segment stands in and what follows it: `apps` and `values.yaml`. */
function siblingKey(segments: readonly string[], at: number): string {
  const rest = segments.slice(at + 1).join('/') || segments[at]!.replace(/^.*(?=\.)/, '');
  return `${segments.slice(0, at).join('/')}\n${rest}`;
}
