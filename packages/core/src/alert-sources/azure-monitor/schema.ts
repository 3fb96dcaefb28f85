import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One condition of a metric or log search alert. Azure writes numbers as numbers or as text. */
const Condition = z.object({
  metricName: z.string().optional(),
  metricMeasureColumn: z.string().nullish(),
  searchQuery: z.string().optional(),
  metricValue: z.union([z.string(), z.number()]).nullish(),
  threshold: z.union([z.string(), z.number()]).nullish(),
  operator: z.string().optional(),
  timeAggregation: z.string().optional(),
  dimensions: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  linkToSearchResultsUI: z.string().nullish(),
});

/**
 * The part of Azure Monitor's common alert schema that we use; the rest is ignored on purpose.
 *
 * Source: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema
 */
export const CommonAlert = z.object({
  schemaId: z.literal('azureMonitorCommonAlertSchema'),
  data: z.object({
    essentials: z.object({
      alertId: z.string().min(1),
      alertRule: z.string().min(1),
      severity: z.enum(['Sev0', 'Sev1', 'Sev2', 'Sev3', 'Sev4']),
      signalType: z.string().optional(),
      monitorCondition: z.enum(['Fired', 'Resolved']).default('Fired'),
      monitoringService: z.string().optional(),
      alertTargetIDs: z.array(z.string()).default([]),
      configurationItems: z.array(z.string()).default([]),
      originAlertId: z.string().optional(),
      firedDateTime: z.string(),
      resolvedDateTime: z.string().nullish(),
      description: z.string().nullish(),
      investigationLink: z.string().nullish(),
    }),
    alertContext: z
      .object({
        properties: z.record(z.string(), scalar).nullish(),
        condition: z.object({ windowSize: z.string().optional(), allOf: z.array(Condition).default([]) }).nullish(),
      })
      .nullish(),
    customProperties: z.record(z.string(), scalar).nullish(),
  }),
});
export type CommonAlert = z.infer<typeof CommonAlert>;
