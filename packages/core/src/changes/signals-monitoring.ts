import type { PatchFile } from './patch.ts';
import { isLive } from './paths.ts';
import { type Context, plainSignal, type Signal } from './signal.ts';

const watching =
  /(?:^|\/)(?:dashboards?|grafana|alerts?|alerting|alarms?|monitors?|prometheus\/rules)\/[^\s]{1,200}\.(?:json|ya?ml|tf|jsonnet|libsonnet)$|[\w.-]{0,60}(?:dashboards?|alerts?|alarms?|alert-?rules|\.rules|servicemonitor|podmonitor|prometheusrule)\.(?:json|ya?ml|tf)$/i;
const resource = /^\s*(?:resource\s+["'](?<type>\w{1,80})["']|kind:\s*["']?(?<kind>\w{1,60}))/;
const watcher =
  /^(?:aws_cloudwatch_(?:metric_alarm|composite_alarm|dashboard|log_metric_filter)|google_monitoring_\w+|google_logging_metric|azurerm_monitor_(?:metric_alert|scheduled_query_rules_alert\w*|activity_log_alert|action_group)|azurerm_portal_dashboard|datadog_\w+|grafana_\w+|newrelic_\w+|PrometheusRule|ServiceMonitor|PodMonitor|Probe|GrafanaDashboard|AlertmanagerConfig)$/;

/** The change only watches: alarms, dashboards, alert rules. What watches production does not break it. */
export function monitoringSignal(context: Context): Signal {
  return plainSignal(
    'monitoring',
    context.changes.map((change, index) => {
      const live = change.files.filter(({ path }) => isLive(context.kindOf(path)));
      if (live.length === 0 || !live.some(({ path }) => /\.(?:json|ya?ml|tf|jsonnet|libsonnet)$/i.test(path))) return 0;
      const patches = new Map(context.patchOf(index).map((file) => [file.path, file]));
      return live.every(({ path }) => watching.test(path) || addsWatchers(patches.get(path))) ? 1 : 0;
    }),
    () => 'It only adds alarms, dashboards or alert rules, which break nothing.',
  );
}

/** Everything a file gains is a resource that watches; it loses nothing. */
function addsWatchers(file: PatchFile | undefined): boolean {
  if (file === undefined || file.hunks.some(({ removed }) => removed.length > 0)) return false;
  const types = file.hunks.flatMap(({ added }) =>
    added.flatMap(({ text }) => {
      const { type, kind } = resource.exec(text.slice(0, 200))?.groups ?? {};
      return type ?? kind ?? [];
    }),
  );
  return types.length > 0 && types.every((type) => watcher.test(type));
}
