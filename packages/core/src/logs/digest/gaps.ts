import type { Alert } from '../../incident/alert.ts';
import type { Gap } from '../../incident/evidence.ts';

const hour = 3_600_000;

/** What was seen of the log as a whole. */
export interface Seen {
  readonly lines: number;
  readonly cutLines: number;
  readonly startsAt?: number;
  readonly endsAt?: number;
  readonly onset?: number;
  readonly timedEvents: number;
  readonly events: number;
  readonly failsFromStart: boolean;
  /** Services other than the alert's whose lines are in the log. */
  readonly foreign: readonly string[];
}

/** What the log cannot tell, and how the user can make it tell. */
export function gapsOf(seen: Seen, alert: Alert | undefined): Gap[] {
  if (seen.lines === 0) {
    return [
      {
        what: 'The log',
        why: 'It is empty.',
        remedy: 'Pass the lines of the service from an hour before the alert until now.',
      },
    ];
  }
  const gaps: Gap[] = [];
  if (seen.timedEvents === 0) {
    gaps.push({
      what: 'Onset and bursts',
      why: 'No line of the log has a time we can read.',
      remedy: 'Pass the log with timestamps, for instance with `kubectl logs --timestamps`.',
    });
  }
  if (seen.failsFromStart) {
    gaps.push({
      what: 'The time before the trouble',
      why: 'The log fails from its first lines on, so when it began and what was normal cannot be told.',
      remedy: 'Pass the log from an hour before the first failure.',
    });
  }
  if (alert) gaps.push(...skewGap(seen, alert), ...lateGap(seen, alert), ...serviceGap(seen, alert));
  if (seen.cutLines > 0) {
    gaps.push({
      what: `The ends of ${seen.cutLines} long lines`,
      why: 'Lines over 16,384 characters are cut.',
      remedy: 'Log large payloads elsewhere, or cut them where they are written.',
    });
  }
  return gaps;
}

function skewGap({ startsAt, endsAt }: Seen, alert: Alert): Gap[] {
  if (startsAt === undefined || endsAt === undefined) return [];
  const firedAt = Date.parse(alert.firedAt);
  const early = startsAt - firedAt;
  const late = firedAt - endsAt;
  if (early <= hour && late <= hour) return [];
  const away = early > hour ? `begins ${spoken(early)} after` : `ends ${spoken(late)} before`;
  return [
    {
      what: 'The time around the alert',
      why: `The log ${away} the alert fired; another time zone, a clock that is wrong, or the wrong period.`,
      remedy:
        'Check the clock and zone of the log (times without a zone are read as UTC), or pass the period of the alert.',
    },
  ];
}

/** A later beginning than this is no lag of the log, milliseconds. */
const surelyLate = hour / 2;

/** Sources of one log whose clocks or zones differ tell of a beginning after the alert that it brought. */
function lateGap({ startsAt, onset }: Seen, alert: Alert): Gap[] {
  const firedAt = Date.parse(alert.firedAt);
  if (startsAt === undefined || onset === undefined || startsAt > firedAt || onset - firedAt <= surelyLate) return [];
  return [
    {
      what: 'The order of the alert and its trouble',
      why: `The trouble in the log begins ${spoken(onset - firedAt)} after the alert fired, though the log begins before it: one of its sources has another zone or a clock that is wrong, or what brought the alert is not in it.`,
      remedy:
        'Check the clocks and zones of its sources (times without a zone are read as UTC), or pass them one by one.',
    },
  ];
}

function serviceGap({ foreign }: Seen, alert: Alert): Gap[] {
  if (foreign.length === 0) return [];
  return [
    {
      what: `Lines of ${foreign.slice(0, 5).join(', ')}`,
      why: `The log mixes services and the alert names ${alert.service}: patterns of the others weigh less.`,
      remedy: `Pass the log of ${alert.service} alone, or an alert for each service.`,
    },
  ];
}

function spoken(ms: number): string {
  const hours = ms / hour;
  return hours < 48 ? `${hours.toFixed(1)} hours` : `${Math.round(hours / 24)} days`;
}
