import type { Alert } from '../../incident/alert.ts';
import { createEventAssembler, type LogEvent } from '../events/event.ts';
import { isCut } from '../lines/split-lines.ts';
import { createTallies, type Tallies } from './tally.ts';

/** A log, read once. */
export interface Reading {
  readonly tallies: Tallies;
  readonly lines: number;
  readonly bytes: number;
  readonly cutLines: number;
  readonly events: number;
  readonly timedEvents: number;
}

/** Reads lines into grouped events. The alert gives years to times that have none. */
export async function readEvents(batches: AsyncIterable<string[]>, alert: Alert | undefined): Promise<Reading> {
  const assembler = createEventAssembler(alert && Date.parse(alert.firedAt));
  const tallies = createTallies(alert);
  const sums = { lines: 0, bytes: 0, cutLines: 0, events: 0, timedEvents: 0 };
  let clock: number | undefined;
  const take = (events: readonly LogEvent[]) => {
    for (const event of events) {
      if (event.text.trim() === '') continue;
      sums.events++;
      if (event.at !== undefined) sums.timedEvents++;
      clock = event.at ?? clock;
      // An event without a time was written after the one before it.
      tallies.add(event.at === undefined && clock !== undefined ? { ...event, at: clock } : event);
    }
  };
  for await (const batch of batches) {
    sums.lines += batch.length;
    for (const line of batch) {
      sums.bytes += Buffer.byteLength(line) + 1;
      if (isCut(line)) sums.cutLines++;
      take(assembler.push(line));
    }
  }
  take(assembler.end());
  return { tallies, ...sums };
}
