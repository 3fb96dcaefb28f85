import { z } from 'zod';

/** How urgent the source says it is. P0 and P1 page a human; P3 can wait for office hours. */
export const Severity = z.enum(['P0', 'P1', 'P2', 'P3']);
export type Severity = z.infer<typeof Severity>;

/**
 * One measured value at the moment the alert fired.
 *
 * Units are part of the data, never of the name: a reader should not have to guess whether
 * `latency: 12400` is milliseconds.
 */
export const Metric = z.object({
  name: z.string().min(1),
  /** Value at `Alert.firedAt`, in `unit`. */
  value: z.number(),
  /** UCUM code: `ms`, `%`, `By`, `1/min`; `1` for a plain count or when the source does not say. */
  unit: z.string().min(1),
  /** Value that tripped the rule, same unit. Absent when the source does not tell us. */
  threshold: z.number().optional(),
  /** Usual value before the incident, same unit. Absent when the source does not tell us. */
  baseline: z.number().optional(),
});
export type Metric = z.infer<typeof Metric>;

/** A link the monitoring system gave us, for a person to follow. Never fetched. */
export const Link = z.object({ title: z.string().min(1), url: z.url({ protocol: /^https?$/ }) });
export type Link = z.infer<typeof Link>;

/**
 * What every alert source is normalised to. Written by `ingest`, read by every later stage.
 *
 * Source: plug-ins in `alert-sources/`. Nothing here is vendor-specific; a field only one
 * vendor has belongs in `labels`.
 */
export const Alert = z.object({
  schemaVersion: z.literal(1),
  /** The source's own id of this alert; stable across re-deliveries. */
  id: z.string().min(1),
  /** Folder name of the alert source that read it. */
  source: z.string().min(1),
  /** The rule that fired; the title where the source names no rule. */
  rule: z.string().min(1),
  title: z.string().min(1),
  /** What the source says in prose; empty when it says nothing more than the title. */
  description: z.string(),
  severity: Severity,
  status: z.enum(['firing', 'resolved']),
  service: z.string().min(1),
  environment: z.string().optional(),
  /** What the rule watches below the service: a pod, a database, a URL. */
  resource: z.string().optional(),
  /** ISO 8601, UTC. */
  firedAt: z.iso.datetime(),
  /** ISO 8601, UTC. Present when `status` is `resolved` and the source says when. */
  resolvedAt: z.iso.datetime().optional(),
  metrics: z.array(Metric),
  labels: z.record(z.string(), z.string()),
  links: z.array(Link),
});
export type Alert = z.infer<typeof Alert>;
