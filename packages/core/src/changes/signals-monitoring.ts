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

const observing =
  /\b(?:log(?:s|ging|ger)?|metrics?|trac(?:e|es|ing)|spans?|timing|timers?|instrument\w*|profil(?:er|ing)|histograms?|statistics|telemetry|counters?|slow(?:er|est)? (?:quer(?:y|ies)|requests?|calls?)|requests? slower)\b/i;
const observer =
  /\blog(?:ger|ging)?\b|\b(?:slog|zap|console|tracing)\b|metric|histogram|counter|perf_counter|\btracer?\b|\bspan\b|stopwatch|prometheus|statsd|opentelemetry|\bmeter\b/i;

/** The change only counts, times or logs what was there: it stands in the trace and rarely makes it slow. Asked of what shows under load. */
export function observesSignal(context: Context): Signal {
  return plainSignal(
    'observes',
    context.changes.map((change, index) => {
      if (context.underLoad === 0 || !observing.test(change.title.slice(0, 300))) return 0;
      const code = context.patchOf(index).filter(({ path }) => context.kindOf(path) === 'code');
      const observes = code.some(({ hunks }) =>
        hunks.some(({ added }) => added.some(({ text }) => observer.test(text.slice(0, 400)))),
      );
      return observes ? context.underLoad : 0;
    }),
    () => 'It logs or measures what was there already, which rarely makes it slow.',
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
