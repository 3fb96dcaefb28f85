import { z } from 'zod';
import { schemaVersion } from './fields.ts';

/** How urgent an alert is. */
export const Severity = z
  .enum(['P0', 'P1', 'P2', 'P3'])
  .describe('How urgent the source says it is. P0 and P1 page a person; P3 can wait for office hours.');
export type Severity = z.infer<typeof Severity>;

/**
 * One measured value at the moment the alert fired.
 *
 * Units are part of the data, never of the name: a reader should not have to guess whether
 * `latency: 12400` is milliseconds.
 */
export const Metric = z.object({
  name: z.string().min(1).describe('Name of what was measured, as the source has it.'),
  value: z.number().describe('Value when the alert fired, in `unit`.'),
  unit: z
    .string()
    .min(1)
    .describe('UCUM code: `ms`, `%`, `By`, `1/min`; `1` for a plain count or when the source does not say.'),
  threshold: z
    .number()
    .optional()
    .describe('Value that tripped the rule, in `unit`. Absent when the source does not say.'),
  baseline: z
    .number()
    .optional()
    .describe('Usual value before the incident, in `unit`. Absent when the source does not say.'),
});
export type Metric = z.infer<typeof Metric>;

/** A link the monitoring system gave us, for a person to follow. Never fetched. */
export const Link = z.object({
  title: z.string().min(1).describe('Text of the link.'),
  url: z.url({ protocol: /^https?$/ }).describe('Address, http or https.'),
});
export type Link = z.infer<typeof Link>;

/** What every plug-in of `alert-sources/` makes of its payload. Nothing here is vendor-specific. */
export const Alert = z
  .object({
    schemaVersion,
    id: z.string().min(1).describe("The source's own id of this alert; the same each time it is delivered."),
    source: z.string().min(1).describe('Name of the alert source that read it, such as `alertmanager`.'),
    rule: z.string().min(1).describe('The rule that fired; the title where the source names no rule.'),
    title: z.string().min(1).describe('What a person reads first.'),
    description: z.string().describe('What the source says in prose; empty when it says nothing more than the title.'),
    severity: Severity,
    status: z.enum(['firing', 'resolved']).describe('Whether the trouble goes on or is over.'),
    service: z.string().min(1).describe('The service that the alert is about; `unknown` when the source names none.'),
    environment: z
      .string()
      .optional()
      .describe('Where it runs, such as `production`. Absent when the source does not say.'),
    resource: z.string().optional().describe('What the rule watches below the service: a pod, a database, a URL.'),
    firedAt: z.iso.datetime().describe('When it began to fire.'),
    resolvedAt: z.iso
      .datetime()
      .optional()
      .describe('When it was over. Present when `status` is `resolved` and the source says when.'),
    metrics: z.array(Metric).describe('Measured values.'),
    labels: z.record(z.string(), z.string()).describe('What only this source has, by name.'),
    links: z.array(Link).describe('Links of the source, for a person to follow. They are never fetched.'),
  })
  .describe('What every alert source is normalised to. Redacted. It is part of the incident, not a file of its own.');
export type Alert = z.infer<typeof Alert>;
