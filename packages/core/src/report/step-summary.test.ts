import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { hostileAnswer } from './__fixtures__/hostile-answer.ts';
import { hostileTexts } from './__fixtures__/hostile-text.ts';
import { responseSummary } from './step-summary.ts';
import { writeArtifacts } from './write-artifacts.ts';

const harmless = outline('plain');

/** Floods shorten the log, which takes elements away. */
const texts = hostileTexts.filter(({ text }) => text.length < 400 && /[<>`&]/.test(text));

test.each(texts)('the summary of a job has no element of a text: $name', ({ text }) => {
  expect(outline(text)).toEqual(harmless);
});

/** Every element of the summary, but for code within a line and links, where all of an answer's outer fields are this text. */
function outline(text: string): string[] {
  const { incident, diagnosis, remediation, advice } = hostileAnswer(text).answer;
  const at = incident.ingestedAt;
  const engine = { name: 'offline' } as const;
  const { artifacts } = writeArtifacts({ incident, diagnosis, remediation, advice, engine, now: at });
  const html = micromark(
    responseSummary({
      incident,
      diagnosis,
      remediation,
      artifacts,
      publication: {
        schemaVersion: 1,
        incidentId: incident.id,
        records: [{ kind: 'issue', outcome: 'skipped', why: text, at }],
      },
    }),
    { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] },
  );
  return Array.from(html.matchAll(/<(\/?[a-zA-Z][\w-]*|!--)/g), ([, tag = '']) => tag).filter(
    (tag) => !/^\/?(?:code|a)$/.test(tag),
  );
}
