import { z } from 'zod';
import { list, record, text } from '../shapes.ts';

/** Budgets have no severity, and some kinds write a number. */
const severity = z.enum(['Sev0', 'Sev1', 'Sev2', 'Sev3', 'Sev4']).nullish();
const quantity = z.union([z.string(), z.number()]).nullish();

/** One condition of a metric or log search alert. Azure writes numbers as numbers or as text. */
const Condition = z.object({
  metricName: text,
  metricMeasureColumn: text,
  searchQuery: text,
  metricValue: quantity,
  threshold: quantity,
  dimensions: list(z.object({ name: z.string(), value: text })),
  linkToSearchResultsUI: text,
  linkToFilteredSearchResultsUI: text,
});
export type Condition = z.infer<typeof Condition>;

/** What the kinds of alerts say in their context; each kind has some of these. */
const AlertContext = z.object({
  properties: record,
  condition: z.object({ allOf: list(Condition) }).nullish(),
  // Activity log, service health and resource health.
  eventSource: text,
  eventTimestamp: text,
  operationName: text,
  status: text,
  caller: text,
  authorization: z.object({ scope: text }).nullish(),
  // Log search, version 1.
  SearchQuery: text,
  ResultCount: quantity,
  Threshold: quantity,
  LinkToSearchResults: text,
  LinkToFilteredSearchResultsUI: text,
  Dimensions: list(z.object({ name: z.string(), value: text })),
  // Budgets.
  AlertData: record,
  // Prometheus rules of Azure Monitor.
  expression: text,
  expressionValue: quantity,
  labels: record,
  annotations: record,
  // Smart detection.
  DetectionSummary: text,
  DetectedValue: text,
  NormalValue: text,
});
export type AlertContext = z.infer<typeof AlertContext>;

/**
 * The part of Azure Monitor's common alert schema that we use; the rest is ignored on purpose.
 *
 * Source: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema
 */
export const CommonAlert = z.object({
  data: z.object({
    essentials: z.object({
      alertId: z.string().min(1),
      alertRule: text,
      severity,
      signalType: text,
      monitorCondition: z.enum(['Fired', 'Resolved']).nullish(),
      monitoringService: text,
      alertTargetIDs: list(z.string()),
      configurationItems: list(z.string()),
      firedDateTime: z.string().nullish(),
      resolvedDateTime: z.string().nullish(),
      description: text,
      investigationLink: text,
    }),
    alertContext: AlertContext.nullish(),
    customProperties: record,
  }),
});
export type CommonAlert = z.infer<typeof CommonAlert>;
