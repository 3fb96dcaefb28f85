import type { Artifacts, Diagnosis, Incident, Publication, Remediation } from '../incident/index.ts';
import { type Fullness, issueText } from './issue.ts';
import { gapsSection } from './issue-actions.ts';
import { evidenceSection } from './issue-evidence.ts';
import { splitDraft } from './published-body.ts';
import { pullRequestText } from './pull-request.ts';
import { repairComment } from './repair.ts';
import { cell, code, htmlCode, inline } from './sanitise.ts';

/** How much of the evidence a summary shows. */
const much: Fullness = { patterns: 20, example: 1500, reasons: 6, files: 10 };

/** What is known when a stage ends. */
export interface StepDocuments {
  readonly incident?: Incident | undefined;
  readonly diagnosis?: Diagnosis | undefined;
  readonly remediation?: Remediation | undefined;
  readonly artifacts?: Artifacts | undefined;
  readonly publication?: Publication | undefined;
}

/** What is known when all stages have ended. */
export type WholeDocuments = { readonly [Part in keyof StepDocuments]-?: NonNullable<StepDocuments[Part]> };

/**
 * What one stage came to, as Markdown for the summary of a job: the newest document, in the words that the issue or the
 * pull request would have.
 *
 * @param newest The document that the stage wrote.
 */
export function stepSummary(newest: keyof StepDocuments, documents: StepDocuments): string {
  const { incident, diagnosis, remediation, artifacts, publication } = documents;
  if (!incident) return '';
  const title = `# ${inline(incident.alert.title, { max: 200 })}`;
  if (newest === 'publication' && publication) return [title, publicationTable(publication)].join('\n\n');
  if (newest === 'artifacts' && artifacts) {
    const parts = artifacts.files.map(({ title: name, content, file }) =>
      details(htmlCode(`${name} (${file})`), content, file),
    );
    return [title, ...parts].join('\n\n');
  }
  const repair = newest === 'remediation' ? remediation?.repair : undefined;
  if (repair && repair.verdict !== 'mended') return [title, repairComment(repair)].join('\n\n');
  if (newest === 'remediation' && diagnosis && remediation && remediation.edits.length > 0) {
    return [title, textOf(pullRequestText(incident, diagnosis, remediation).body)].join('\n\n');
  }
  if (diagnosis) return [title, textOf(issueText(incident, diagnosis, remediation).body)].join('\n\n');
  return [title, evidenceSection(incident, much), '## What is missing', gapsSection(incident.gaps)].join('\n\n');
}

/**
 * What the whole response came to, as Markdown for the summary of a job: what was published where, the text of the issue,
 * and folded below it the fix and the artefacts.
 */
export function responseSummary(documents: WholeDocuments): string {
  const { incident, diagnosis, remediation, artifacts, publication } = documents;
  const fix = remediation.edits.length > 0 ? pullRequestText(incident, diagnosis, remediation).body : undefined;
  return [
    `# ${inline(incident.alert.title, { max: 200 })}`,
    publicationTable(publication),
    textOf(issueText(incident, diagnosis, remediation).body),
    ...(fix === undefined ? [] : [details('Fix', fix, 'fix.md')]),
    ...artifacts.files.map(({ title, content, file }) => details(htmlCode(`${title} (${file})`), content, file)),
  ].join('\n\n');
}

/** The text without the line by which a published one is found again. */
function textOf(body: string): string {
  return splitDraft(body).text;
}

/** Folded below a heading of HTML. Markdown is shown as such, a rule file as code. Headings sink below the title of the summary. */
function details(head: string, content: string, file: string): string {
  const shown = file.endsWith('.md')
    ? textOf(content).replaceAll(/^#(?=#* )/gm, '##')
    : `\`\`\`yaml\n${content}\n\`\`\``;
  return `<details><summary>${head}</summary>\n\n${shown}\n\n</details>`;
}

function publicationTable({ records }: Publication): string {
  const rows = records.map(({ kind, outcome, location, number, why }) => {
    const where = location === undefined ? cell(why) : (pageLink(location, number) ?? code(location));
    return `| ${cell(kind)} | ${outcome} | ${where} |`;
  });
  return ['| What | Outcome | Where |', '|---|---|---|', ...rows].join('\n');
}

/** A page that GitHub itself named. */
function pageLink(location: string, number: number | undefined): string | undefined {
  if (!/^https?:/.test(location) || !URL.canParse(location)) return undefined;
  return `[${number === undefined ? 'open' : `#${number}`}](${encodeURI(new URL(location).href).replaceAll(/[()]/g, '')})`;
}
