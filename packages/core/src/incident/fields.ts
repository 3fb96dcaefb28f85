import { z } from 'zod';

/** First field of every document. */
export const schemaVersion = z.literal(1).describe('Version of the form of this document.');

/** Names the incident that a later document belongs to. */
export const incidentIdField = z.string().min(1).describe('`id` of the incident that this document belongs to.');
