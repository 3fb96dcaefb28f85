import { z } from 'zod';

const labels = z.record(z.string(), z.string());

/**
 * The webhook that Prometheus Alertmanager sends, version 4: one group of alerts.
 *
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export const Webhook = z.object({
  version: z.literal('4'),
  groupKey: z.string().min(1),
  status: z.enum(['firing', 'resolved']),
  commonLabels: labels.default({}),
  commonAnnotations: labels.default({}),
  externalURL: z.string().default(''),
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels,
        annotations: labels.default({}),
        startsAt: z.string(),
        endsAt: z.string().optional(),
        generatorURL: z.string().optional(),
        fingerprint: z.string().optional(),
      }),
    )
    .min(1),
});
export type Webhook = z.infer<typeof Webhook>;
