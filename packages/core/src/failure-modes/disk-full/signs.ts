import type { Sign } from '../types.ts';

/**
 * Wording of writers that find no room.
 *
 * POSIX ENOSPC and EDQUOT, Windows, PostgreSQL 53100, MySQL 1114/1021, Oracle ORA-0165x and ORA-00257, SQL Server 1105/9002, SQLite,
 * Elasticsearch watermarks, Redis MISCONF, kubelet eviction and garbage collection.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /No space left on device|\bENOSPC\b|not enough space on the disk|[Dd]isk quota exceeded|\bEDQUOT\b|\[?Errno 28\]?|No more disk space|insufficient disk space|out of disk space|disk (?:is )?full/i,
    weight: 5,
    means: 'a device has no space left',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /could not (?:extend|write(?: to)?) file "(?<file>[\w./-]{1,200})"|ORA-(?:01653|01654|01652|01688|00257|19809|30036)|transaction log for database '(?<database>\w{1,80})' is full|Could not allocate space for object|database or disk is full|SQLITE_FULL|[Tt]able '(?<table>[\w./-]{1,120})' is full|\b53100\b|could not write to log file/,
    weight: 4.5,
    means: 'a database cannot extend its files',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /flood[ -]stage disk watermark|(?:high|low) disk watermark|read-only-allow-delete|MISCONF Redis|OutOfDisk|disk usage exceeded|log\.dirs? .{0,60}(?:offline|failed)|KafkaStorageException|Error while writing to checkpoint/i,
    weight: 4,
    means: 'a store stops writing for lack of disk',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /DiskPressure|low on resource: (?:ephemeral-storage|nodefs|imagefs|inodes)|ephemeral[ -](?:local )?storage usage exceeds[^\n]{0,60}?(?<limit>\d+[KMG]i?)?|attempting to reclaim ephemeral-storage|FreeDiskSpaceFailed|ImageGCFailed|EvictionThresholdMet/,
    weight: 4.5,
    means: 'the kubelet reports pressure on a disk',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?:filesystem|file system|partition|mount(?: ?point)?|volume|device)[ =:"']{1,4}(?<mount>\/[\w./-]{0,120})|(?:write|open|mkdir|copy|append|rename) (?<mount2>\/[\w./-]{1,160}): no space|ENOSPC[^\n]{0,60}'(?<mount3>\/[\w./-]{1,160})'|(?:on|of|for) (?<mount4>\/(?:var|data|mnt|opt|srv|tmp|home|pgdata)[\w./-]{0,120})/,
    weight: 0.3,
    means: 'a mount or file is named',
  },
  {
    in: ['alert'],
    pattern:
      /disk (?:space|usage|full|utili[sz]ation)|filesystem|volume[^\n]{0,30}(?:full|space|filling)|storage[^\n]{0,20}(?:full|space|exhaust|percent)|inodes?|PersistentVolume|\bPVC\b/i,
    weight: 2.5,
    means: 'the alert is about a disk',
  },
  {
    in: ['metric'],
    pattern:
      /node_filesystem|disk_?(?:used|usage|free|avail|space|percent|util)|volume_stats|storage_?(?:percent|used|free)|free_?storage|inodes/i,
    weight: 3,
    means: 'disk space is what is measured',
  },
];
