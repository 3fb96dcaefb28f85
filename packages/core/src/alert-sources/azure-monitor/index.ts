import type { Metric } from '../../incident/index.ts';
import { firstLabel, flatLabels, instantOf, linksOf, metricOf, parsePayload } from '../fields.ts';
import type { AlertSource, NormalisedAlert } from '../types.ts';
import { CommonAlert } from './schema.ts';

/** Azure grades Sev0 (critical) to Sev4 (verbose). */
const severityOf = { Sev0: 'P0', Sev1: 'P1', Sev2: 'P2', Sev3: 'P3', Sev4: 'P3' } as const;

/** Dimensions and properties that name the service better than the Azure resource does. */
const serviceLabels = [
  'service',
  'app',
  'cloud/roleName',
  'cloud_RoleName',
  'AppRoleName',
  'containerAppName',
  'microservice',
];

/** Azure Monitor's common alert schema: metric and log search alerts; other kinds are read by their essentials. */
export const azureMonitor: AlertSource = {
  id: 'azure-monitor',

  recognises: (payload) =>
    typeof payload === 'object' &&
    payload !== null &&
    'schemaId' in payload &&
    payload.schemaId === 'azureMonitorCommonAlertSchema',

  normalise(payload, receivedAt): NormalisedAlert {
    const { essentials, alertContext, customProperties } = parsePayload('Azure Monitor', CommonAlert, payload).data;
    const conditions = alertContext?.condition?.allOf ?? [];
    const dimensions = Object.fromEntries(
      conditions.flatMap((condition) => (condition.dimensions ?? []).map(({ name, value }) => [name, value])),
    );
    const target = essentials.alertTargetIDs[0] ?? '';
    const labels = {
      ...dimensions,
      ...flatLabels(alertContext?.properties),
      ...flatLabels(customProperties),
      ...(target ? { 'azure.resource-id': target } : {}),
      ...(essentials.monitoringService ? { 'azure.monitoring-service': essentials.monitoringService } : {}),
      ...(conditions[0]?.searchQuery ? { 'azure.search-query': conditions[0].searchQuery } : {}),
    };
    const resource = essentials.configurationItems[0] || target.split('/').at(-1) || undefined;
    const environment = firstLabel(labels, ['environment', 'env', 'stage']);
    const firedAt = instantOf(essentials.firedDateTime);
    const resolvedAt = instantOf(essentials.resolvedDateTime ?? undefined);
    return {
      alert: {
        schemaVersion: 1,
        id: essentials.alertId,
        source: 'azure-monitor',
        rule: essentials.alertRule,
        title: essentials.alertRule,
        description: essentials.description ?? '',
        severity: severityOf[essentials.severity],
        status: essentials.monitorCondition === 'Resolved' ? 'resolved' : 'firing',
        service: firstLabel(labels, serviceLabels) ?? resource ?? 'unknown',
        ...(environment ? { environment } : {}),
        ...(resource ? { resource } : {}),
        firedAt: firedAt ?? receivedAt,
        ...(resolvedAt ? { resolvedAt } : {}),
        metrics: conditions.flatMap(metricsOf),
        labels,
        links: linksOf(
          { title: 'Azure alert', url: essentials.investigationLink },
          { title: 'Search results', url: conditions[0]?.linkToSearchResultsUI },
        ),
      },
      gaps: firedAt
        ? []
        : [
            {
              what: "The alert's time",
              why: `\`firedDateTime\` is not a time; the time of receipt was taken.`,
              remedy: 'Send the payload as Azure Monitor wrote it.',
            },
          ],
    };
  },
};

function metricsOf(
  condition: NonNullable<NonNullable<CommonAlert['data']['alertContext']>['condition']>['allOf'][number],
): Metric[] {
  const name = condition.metricName ?? condition.metricMeasureColumn ?? (condition.searchQuery ? 'search results' : '');
  return metricOf(name, condition.metricValue, unitOf(name), condition.threshold);
}

/** Azure names its metrics after their unit where they have one; it sends no unit of its own. */
function unitOf(name: string): string {
  if (/percent|_pct\b|rate \(%\)/i.test(name)) return '%';
  if (/milliseconds|_ms\b|\bms\b/i.test(name)) return 'ms';
  if (/bytes/i.test(name)) return 'By';
  if (/seconds|duration|response ?time/i.test(name)) return 's';
  return '1';
}
