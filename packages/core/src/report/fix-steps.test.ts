import { expect, test } from 'vitest';
import { fixCapacity, fixSteps } from './fix-steps.ts';
import { sampleAnswer } from './sample-answer.ts';
import { valueChanges } from './value-changes.ts';

const { remediation } = sampleAnswer();
const patch = [
  '--- a/deploy/api.yaml',
  '+++ b/deploy/api.yaml',
  '@@ -5,5 +5,5 @@',
  '             requests:',
  '-              memory: 384Mi',
  '+              memory: 768Mi',
  '             limits:',
  '-              memory: 512Mi',
  '+              memory: 1Gi',
  '--- a/deploy/hpa.yaml',
  '+++ b/deploy/hpa.yaml',
  '@@ -5,3 +5,3 @@',
  '-  maxReplicas: 3',
  '+  maxReplicas: 6',
].join('\n');
const scaling = {
  ...remediation,
  type: 'infrastructure_action' as const,
  patch,
  infrastructure: {
    action: 'scale_k8s' as const,
    parameters: {
      namespace: 'shop',
      kind: 'Deployment',
      name: 'api',
      memoryLimit: '1Gi',
      memoryRequest: '768Mi',
      maxReplicas: '6',
    },
    planHash: '0'.repeat(64),
  },
};

test('the way to resolve is the fix itself: type, files and how to undo it', () => {
  const [step] = fixSteps(remediation);
  expect(step!.text).toContain(`(${remediation.type})`);
  for (const { path } of remediation.edits) expect(step!.text).toContain(path);
  expect(step!.text).toContain('to undo it: ');
});

test('an action on the platform tells old and new values, the command, and what all replicas come to', () => {
  const [step, byHand] = fixSteps(scaling);
  expect(step!.text).toContain('limits.memory 512Mi → 1Gi');
  expect(byHand!.command).toBe(
    [
      'kubectl -n shop set resources deployment/api --requests=memory=768Mi --limits=memory=1Gi',
      `kubectl -n shop patch hpa api --type merge -p '{"spec":{"maxReplicas":6}}'`,
    ].join('\n'),
  );
  expect(fixCapacity(scaling)[0]!.text).toBe(
    'All replicas together may take 3 × 512Mi = 1.5 GiB of memory today and 6 × 1Gi = 6 GiB with the proposed fix. The nodes must have room for requests of 6 × 768Mi = 4.5 GiB.',
  );
});

test('no command is made of a parameter that a shell could read otherwise', () => {
  const parameters = { ...scaling.infrastructure.parameters, name: 'api; id' };
  expect(fixSteps({ ...scaling, infrastructure: { ...scaling.infrastructure, parameters } })).toHaveLength(1);
});

test.each([
  [
    '-    <httpclient.version>5.6.1</httpclient.version>\n+    <httpclient.version>5.5.2</httpclient.version>',
    'httpclient.version',
  ],
  ['-  "deep_reads": true,\n+  "deep_reads": false,', 'deep_reads'],
  ['-pool.size=5\n+pool.size=20', 'pool.size'],
])('reads the changed setting in %j', (text, key) => expect(valueChanges(text).map((one) => one.key)).toEqual([key]));

test('a removed and an added line of different keys are no change of a value', () => {
  expect(valueChanges('-  a: 1\n+  b: 2')).toEqual([]);
});
