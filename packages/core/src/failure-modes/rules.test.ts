import { expect, test } from 'vitest';
import { classify } from './classify.ts';
import { ownMetricRules } from './rules.ts';
import { type Sample, sampleIncident } from './sample-incident.ts';
import { storyOf } from './story.ts';

function expressions(...signals: NonNullable<Sample['signals']>): string[] {
  const incident = sampleIncident({ signals });
  const [match] = classify(incident);
  return ownMetricRules(storyOf({ incident, match: match!, culprit: undefined })).map(({ expr }) => expr);
}

test('warns of metrics beyond their limits, and of none that kept within', () => {
  const latency = { name: 'p95_latency', value: 129, unit: 'ms', threshold: 800 };
  expect(expressions({ name: 'error_rate', value: 12, unit: '%', threshold: 5 }, latency)).toEqual(['error_rate > 5']);
  expect(expressions(latency)).toEqual([]);
});

test('warns below the limit only of what is bad when low', () => {
  expect(expressions({ name: 'disk_free_bytes', value: 5, unit: 'By', threshold: 100 })).toEqual([
    'disk_free_bytes < 100',
  ]);
  expect(expressions({ name: 'cache_hit_ratio', value: 0.9, unit: '1', threshold: 0.5 })).toEqual([]);
});
