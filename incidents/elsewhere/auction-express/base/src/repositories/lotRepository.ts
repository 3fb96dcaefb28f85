import { db } from '../db';

export interface Lot {
  id: string;
  title: string;
  seller_id: string;
  ends_at: Date;
  top_cents: number | null;
}

export const lotRepository = {
  open(limit: number): Promise<Lot[]> {
    return db('lots').where('ends_at', '>', db.fn.now()).orderBy('ends_at').limit(limit);
  },
  byId(id: string): Promise<Lot | undefined> {
    return db('lots').where({ id }).first();
  },
};
