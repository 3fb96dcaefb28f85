import type { Sign } from '../types.ts';

/**
 * Wording of databases and runtimes in which two parties wait for each other.
 *
 * PostgreSQL 40P01/40001/55P03, MySQL 1213/1205, Oracle ORA-00060/00054, SQL Server 1205, SQLite busy, HANA 133/131, MongoDB write conflicts;
 * HotSpot thread dumps, the Go scheduler, .NET and Ruby.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /deadlock detected|[Dd]eadlock found when trying to get lock|ORA-00060|was deadlocked on (?<resource>lock[\w |]{0,60}?) resources|chosen as the deadlock victim|transaction rolled back by detected deadlock|DeadlockLoser|Deadlocked\b|DeadlockDetected|aborted due to deadlock|P2034/,
    weight: 5,
    means: 'the database breaks a deadlock',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Lock wait timeout exceeded|canceling statement due to lock timeout|LockNotAvailable|could not obtain lock on (?:row in )?relation "(?<table>\w{1,80})"|ORA-00054|resource busy and acquire with NOWAIT|Lock request time out period exceeded|rolled back by lock wait timeout|SQLITE_BUSY|database (?:table )?is locked|CannotAcquireLock|LockAcquisitionException|PessimisticLock\w{0,20}Exception|LockTimeout|LockWaitTimeout/,
    weight: 4,
    means: 'waiting for a lock timed out',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /could not serialize access|\b40001\b|\b40P01\b|SerializationFailure|WriteConflict|OptimisticLock\w{0,20}(?:Exception|Error)|StaleObjectState|ORA-08177|Snapshot isolation transaction aborted|DbUpdateConcurrencyException/,
    weight: 3,
    means: 'transactions conflict with each other',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Found (?:one|\d+) Java-level deadlocks?|all goroutines are asleep - deadlock!|No live threads left\. Deadlock\?|deadlock; recursive locking|possible deadlock|self-deadlock|EDEADLK|lock order (?:inversion|violation)/i,
    weight: 5,
    means: 'threads wait for each other',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /BLOCKED \(on object monitor\)|waiting to lock <0x|[Tt]hread[^\n]{0,60}blocked for \d+|thread ?pool starvation|All threads (?:are )?(?:blocked|busy)|blocked threads?/i,
    weight: 2.4,
    means: 'threads are blocked',
  },
  {
    in: ['log'],
    pattern:
      /(?:while )?(?:updating|locking|inserting|deleting) tuple[^\n]{0,60} in relation "(?<table>\w{1,80})"|waits for \w{1,40} on (?:transaction|relation|tuple)|(?:UPDATE|update|INSERT INTO|insert into|DELETE FROM|delete from) ["`]?(?<table2>[a-z_]\w{1,60})["`]?/,
    weight: 0.4,
    means: 'the contended table is named',
  },
  {
    in: ['metric', 'alert'],
    pattern: /dead_?locks?|lock_?(?:wait|timeout|contention)|blocked_?(?:threads|sessions|processes)/i,
    weight: 4,
    means: 'locks are what is measured',
  },
];
