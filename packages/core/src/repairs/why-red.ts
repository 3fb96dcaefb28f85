import type { Remediation } from '../incident/index.ts';
import type { RunAnnotation } from '../ports/index.ts';
import { baseName } from '../remediations/paths.ts';

/**
 * Why the checks of a fix are red. `ours`: our edit. `stale`: our edit does not fit the branch any more. `base`: the default
 * branch fails alike. `unstable`: the platform, or something that nothing connects with the fix. `unclear`: a person must look.
 */
export interface WhyRed {
  readonly kind: 'ours' | 'stale' | 'base' | 'unstable' | 'unclear';
  /** One or two sentences that quote the log. */
  readonly text: string;
}

/** What is known of a red run. */
export interface Symptoms {
  /** The telling lines of its log, redacted. */
  readonly lines: readonly string[];
  readonly annotations: readonly RunAnnotation[];
  readonly remediation: Pick<Remediation, 'edits'>;
  /** Whether the fix conflicts with the default branch. */
  readonly conflicts: boolean;
  /** How often the run was started. */
  readonly attempt: number;
  /** The last run of the same checks on the default branch: its telling lines, none where it is green. Absent when not known. */
  readonly base?: { readonly red: boolean; readonly lines: readonly string[]; readonly sharesJob: boolean };
}

/** A migration's number was taken meanwhile, or the edit no longer fits the branch it goes to. */
const stale =
  /more than one migration with version|migration checksum mismatch|detected resolved migration not applied|merge conflict|automatic merge failed|patch does not apply|multiple head revisions/i;
/** The runner, the network or a registry failed, not the code. */
const platform =
  /runner has received a shutdown signal|lost communication with the server|no space left on device|could not resolve host|temporary failure in name resolution|connection (?:timed out|reset)|TLS handshake timeout|429 too many requests|toomanyrequests|rate limit|50[234] (?:bad gateway|service unavailable|gateway time-?out)|the operation was canceled|ETIMEDOUT|ECONNRESET|EAI_AGAIN|could not transfer artifact/i;
const failing =
  /error|fail|exception|expected|cannot|panic|refused|undefined|unresolved|not found|\^|✗|✕|^\s*(?:at |File ")/i;
/** Lines that every failed run has. */
const common =
  /exit code|build failure|failures?: 0, errors?: 0\b|\[help|re-run maven|full stack trace|for more information|ELIFECYCLE|npm (?:ERR!|error) (?:code|path|command|A complete)|^\W*$/i;

/** Reads what is known of a red run, most specific reason first. */
export function whyRed(symptoms: Symptoms): WhyRed {
  const { lines, annotations, conflicts, base, attempt } = symptoms;
  const told = [...annotations.map(({ path, line, text }) => `${path}:${line}: error: ${text}`), ...lines];
  const named = namedIn(told, symptoms);
  if (base?.red && base.sharesJob && failsAlike(lines, base.lines)) {
    const [first] = lines.filter((line) => failing.test(line) && !common.test(line));
    return { kind: 'base', text: `The default branch fails in the same way${first ? `: "${quote(first)}"` : ''}.` };
  }
  const outdated = lines.find((line) => stale.test(line));
  if (outdated) return { kind: 'stale', text: `The fix no longer fits the branch: "${quote(outdated)}".` };
  if (named) return { kind: 'ours', text: `The run fails in a file of the fix: "${quote(named)}".` };
  if (conflicts) return { kind: 'stale', text: 'The fix no longer fits the branch: there is a merge conflict.' };
  const broken = lines.find((line) => platform.test(line));
  if (broken) return { kind: again(attempt), text: `The platform failed, not the fix: "${quote(broken)}".` };
  const first = lines.find((line) => failing.test(line) && !common.test(line));
  if (!first) return { kind: 'unclear', text: 'The CI log does not say why it failed.' };
  const outside = `The run fails outside the fix: "${quote(first)}".`;
  if (!base || base.red) return { kind: 'unclear', text: outside };
  if (attempt === 1) return { kind: 'unstable', text: `${outside} The default branch is green.` };
  return { kind: 'ours', text: `${outside} It failed twice, and the default branch is green.` };
}

/** Once more, if it was started once only. */
function again(attempt: number): 'unstable' | 'unclear' {
  return attempt === 1 ? 'unstable' : 'unclear';
}

/** The first line that fails in a file of the fix, or in its test. */
function namedIn(lines: readonly string[], { remediation }: Symptoms): string | undefined {
  const names = remediation.edits.map(({ path }) => namesOf(path));
  const named = lines.filter(
    (line) => failing.test(line) && !common.test(line) && names.some((name) => name.test(line)),
  );
  return named.find((line) => !frame.test(line)) ?? named[0];
}

/** A step of a stack, which says where and not what. */
const frame = /^(?:##\[\w+\])?\s*(?:at |File ")/;

/** Names that say little without their folder. */
const generic =
  /^(?:index|main|mod|lib|app|application|config|settings|setup|init|__init__|utils?|types?|values|readme|test|tests)$/i;

/** How a log names a file: by its name, or as its test; where the name says little, with its folder. */
function namesOf(path: string): RegExp {
  const file = baseName(path);
  const stem = file.replace(/\.\w+$/, '');
  if (generic.test(stem) || stem.length < 4) return new RegExp(escaped(path.split('/').slice(-2).join('/')));
  const name = escaped(stem);
  return new RegExp(`(?<![\\w])(?:test_)?${name}(?:[_.-]?(?:tests?|spec|IT))?(?![\\w])`, 'i');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Share of the failing lines that the other run must have too. */
const alike = 0.6;

/** Whether what fails in one run fails in another, numbers and times aside. */
function failsAlike(lines: readonly string[], others: readonly string[]): boolean {
  const own = shapesOf(lines);
  const known = new Set(shapesOf(others));
  if (own.length === 0) return false;
  return own.filter((shape) => known.has(shape)).length >= alike * own.length;
}

function shapesOf(lines: readonly string[]): string[] {
  const told = lines.filter((line) => failing.test(line) && !common.test(line));
  return told.map((line) =>
    line
      .replaceAll(/\b[0-9a-f]{7,}\b|\d+/gi, '#')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
}

function quote(line: string): string {
  const text = line
    .replace(/^\s*##\[\w+\]/, '')
    .trim()
    .replaceAll('"', "'");
  return text.length <= 160 ? text : `${text.slice(0, 159)}…`;
}
