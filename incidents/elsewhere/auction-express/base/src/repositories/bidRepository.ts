import { db } from '../db';

export const bidRepository = {
  place(lotId: string, bidder: string, cents: number) {
    return db.transaction(async (trx) => {
      const lot = await trx('lots').where({ id: lotId }).forUpdate().first();
      if (!lot || (lot.top_cents ?? 0) >= cents) return null;
      await trx('lots').where({ id: lotId }).update({ top_cents: cents });
      const [bid] = await trx('bids').insert({ lot_id: lotId, bidder, cents }).returning('*');
      return bid;
    });
  },
};
