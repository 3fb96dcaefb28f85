import type { Remediation } from '../incident/index.ts';

/** Why CI is red: our edit, our edit being out of date, the platform under it, or something a person must look at. */
export interface WhyRed {
  readonly kind: 'ours' | 'stale' | 'platform' | 'unclear';
  /** One sentence that quotes the log. */
  readonly text: string;
}

/** A migration's number was taken meanwhile, or the edit no longer fits the branch it goes to. */
const stale =
  /more than one migration with version|migration checksum mismatch|detected resolved migration not applied|merge conflict|automatic merge failed|patch does not apply|multiple head revisions/i;
/** The runner, the network or a registry failed, not the code. */
const platform =
  /runner has received a shutdown signal|lost communication with the server|no space left on device|could not resolve host|connection (?:timed out|reset)|429 too many requests|rate limit|503 service unavailable|the operation was canceled|ETIMEDOUT|ECONNRESET|EAI_AGAIN/i;

/** Reads the telling lines of a CI log, most specific reason first. */
export function whyRed(lines: readonly string[], remediation: Pick<Remediation, 'edits'>): WhyRed {
  const outdated = lines.find((line) => stale.test(line));
  if (outdated) return { kind: 'stale', text: `The fix no longer fits the branch: "${quote(outdated)}".` };
  const names = remediation.edits
    .map(({ path }) => path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, ''))
    .filter((name) => name.length > 3);
  const named = lines.find(
    (line) => names.some((name) => line.includes(name)) && /error|fail|exception|expected|cannot|\^|✗|✕/i.test(line),
  );
  if (named) return { kind: 'ours', text: `The run fails in a file of the fix: "${quote(named)}".` };
  const broken = lines.find((line) => platform.test(line));
  if (broken) return { kind: 'platform', text: `The platform failed, not the fix: "${quote(broken)}"; run it again.` };
  const [first] = lines.filter((line) => /error|fail|exception|panic/i.test(line));
  return {
    kind: 'unclear',
    text: first ? `The run fails outside the fix: "${quote(first)}".` : 'The CI log does not say why it failed.',
  };
}

function quote(line: string): string {
  const text = line.trim().replaceAll('"', "'");
  return text.length <= 160 ? text : `${text.slice(0, 159)}…`;
}
