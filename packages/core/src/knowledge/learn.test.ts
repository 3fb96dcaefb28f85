import { describe, expect, test } from 'vitest';
import { SreError } from '../errors/sre-error.ts';
import type { KnowledgeFile } from '../ports/index.ts';
import { writeArtifacts } from '../report/index.ts';
import { sampleAnswer } from '../report/sample-answer.ts';
import { entryPath, type Learned, learn, parseEntry, renderEntry } from './index.ts';

function answer(over: { service?: string; firedAt?: string; resolvedAt?: string } = {}) {
  const { incident, ...rest } = sampleAnswer(over);
  const alert = over.resolvedAt
    ? { ...incident.alert, status: 'resolved' as const, resolvedAt: over.resolvedAt }
    : incident.alert;
  const told = { incident: { ...incident, alert }, ...rest };
  return { ...told, artifacts: writeArtifacts({ ...told, engine: { name: 'offline' }, now: alert.firedAt }).artifacts };
}

/** The knowledge base after a write. */
function after(files: readonly KnowledgeFile[], learned: Learned): KnowledgeFile[] {
  const written = new Set(learned.files.map(({ path }) => path));
  return [...files.filter(({ path }) => !written.has(path)), ...learned.files];
}

describe('a first incident', () => {
  const learned = learn({ ...answer(), files: [] });

  test('writes its entry, the table, a runbook, rules and recommendations', () => {
    const { id } = learned.entry;
    expect(learned.files.map(({ path }) => path)).toEqual([
      `alerting-rules/${id}.yml`,
      'incidents.md',
      `incidents/${id}.md`,
      `recommendations/${id}.md`,
      `runbooks/${id}.md`,
    ]);
    expect(learned.entry).toMatchObject({
      failureMode: 'schema-drift',
      culprit: { number: 52, title: 'Move old amounts to their own table' },
      occurrences: ['2026-03-04T10:42:00Z'],
      remediationType: 'flyway_migration',
    });
    expect(learned.entry).not.toHaveProperty('mttrMinutes');
    expect(learned.gaps).toEqual([]);
  });

  test('learned again changes no byte', () => {
    expect(learn({ ...answer(), files: learned.files }).files).toEqual(learned.files);
  });

  test('reads back as it was written', () => {
    const file = learned.files.find(({ path }) => path === entryPath(learned.entry.id));
    expect(parseEntry(file!)).toEqual(learned.entry);
    expect(renderEntry(parseEntry(file!))).toBe(file?.text);
  });
});

describe('the same incident again', () => {
  const first = learn({ ...answer(), files: [] });
  const again = learn({
    ...answer({ firedAt: '2026-04-01T08:00:00Z', resolvedAt: '2026-04-01T08:33:00Z' }),
    files: first.files,
  });

  test('updates its entry and counts the recurrence', () => {
    expect(again.entry.id).toBe(first.entry.id);
    expect(again.entry.occurrences).toEqual(['2026-03-04T10:42:00Z', '2026-04-01T08:00:00Z']);
    expect(again.entry.lastSeenAt).toBe('2026-04-01T08:00:00Z');
    expect(after(first.files, again).filter(({ path }) => path.startsWith('incidents/'))).toHaveLength(1);
    expect(again.files.find(({ path }) => path === 'incidents.md')?.text).toContain('| 2 times | 33 min |');
  });

  test('counts one delivery once, whatever the spelling of its time', () => {
    const files = after(first.files, again);
    const redelivered = learn({ ...answer({ firedAt: '2026-04-01T08:00:00.000Z' }), files });
    expect(redelivered.entry.occurrences).toHaveLength(2);
    expect(redelivered.entry.mttrMinutes).toBe(33);
  });

  test('adds only its time when it is older than the last', () => {
    const files = after(first.files, again);
    const late = learn({ ...answer({ firedAt: '2026-03-20T00:00:00Z' }), files });
    expect(late.entry).toEqual({
      ...again.entry,
      occurrences: ['2026-03-04T10:42:00Z', '2026-03-20T00:00:00Z', '2026-04-01T08:00:00Z'],
    });
    expect(late.files.map(({ path }) => path)).toEqual(['incidents.md', entryPath(first.entry.id)]);
  });

  test('keeps what people wrote around the generated part', () => {
    const files = first.files.map(({ path, text }) => ({
      path,
      text: path === entryPath(first.entry.id) ? `${text}\nThe vendor was called as well.\n` : text,
    }));
    expect(learn({ ...answer({ firedAt: '2026-04-01T08:00:00Z' }), files }).entry.body).toContain(
      'The vendor was called as well.',
    );
  });
});

describe('a knowledge base with flaws', () => {
  const id = sampleAnswer().incident.id;
  const broken = { path: `incidents/${id}.md`, text: '<<<<<<< HEAD\n---\nid: x\n' };

  test('is not overwritten, and the gap says which file to mend', () => {
    const learned = learn({ ...answer(), files: [broken] });
    expect(learned.files.map(({ path }) => path)).not.toContain(broken.path);
    expect(learned.entry.id).toBe(`${id}-2`);
    expect(learned.gaps).toEqual([expect.objectContaining({ what: `Past incident ${broken.path} was not read` })]);
    expect(learned.files.find(({ path }) => path === 'incidents.md')?.text).toContain(`\`${broken.path}\``);
    expect(learn({ ...answer(), files: after([broken], learned) }).files).toEqual(learned.files);
  });

  test.each([
    ['no front matter', 'just text'],
    ['broken YAML', '---\nid: [\n---\n'],
    ['a missing field', '---\nschemaVersion: 1\nid: x\n---\n'],
    ['a list for front matter', '---\n- 1\n---\n'],
    ['aliases', '---\na: &a [1]\nb: *a\n---\n'],
  ])('refuses %s with a remedy', (_, text) => {
    expect(() => parseEntry({ path: 'incidents/x.md', text })).toThrow(SreError);
  });

  test('refuses an entry under a name that is not its id', () => {
    const text = renderEntry(learn({ ...answer(), files: [] }).entry);
    expect(() => parseEntry({ path: 'incidents/other.md', text })).toThrow(/its id is/);
  });

  test('reads an entry with Windows line ends and a byte order mark', () => {
    const { entry } = learn({ ...answer(), files: [] });
    const text = `\uFEFF${renderEntry(entry).replaceAll('\n', '\r\n')}`;
    expect(parseEntry({ path: entryPath(entry.id), text })).toEqual(entry);
  });

  test('names entries that stand for one incident twice', () => {
    const { entry } = learn({ ...answer(), files: [] });
    const files = [entry, { ...entry, id: 'copy' }].map((one) => ({ path: entryPath(one.id), text: renderEntry(one) }));
    expect(learn({ ...answer(), files }).gaps).toEqual([
      expect.objectContaining({ what: expect.stringContaining('Several entries') }),
    ]);
  });
});

test('an incident without a plan or artefacts is learned too', () => {
  const { incident, diagnosis } = sampleAnswer();
  const { entry, files } = learn({ incident, diagnosis, files: [] });
  expect(entry.resolution).toBe('No fix was planned.');
  expect(files).toHaveLength(2);
});

describe('a fix that nobody saw heal', () => {
  const proposed = learn({ ...answer(), files: [] });

  test('is proposed, in the entry, its text and the table', () => {
    expect(proposed.entry.outcome).toBe('proposed');
    expect(proposed.entry.body).toContain('## What is proposed');
    expect(proposed.entry.body).not.toContain('What was done');
    expect(textOf(proposed, 'incidents.md')).toContain('flyway_migration (proposed)');
  });

  test('has healed once the alert is resolved', () => {
    const healed = learn({ ...answer({ resolvedAt: '2026-03-04T11:20:00Z' }), files: proposed.files });
    expect(healed.entry.outcome).toBe('healed');
    expect(healed.entry.body).toContain('## What was done');
    expect(textOf(healed, 'incidents.md')).not.toContain('(proposed)');
  });

  test('names pull requests so that no number sign is pulled apart', () => {
    const told = answer();
    const diagnosis = { ...told.diagnosis, summary: 'Every query fails since #52 “Move old amounts”.' };
    expect(learn({ ...told, diagnosis, files: [] }).entry.title).toBe(
      'Every query fails since PR 52 “Move old amounts”.',
    );
  });
});

function textOf({ files }: Learned, path: string): string {
  return files.find((file) => file.path === path)?.text ?? '';
}
