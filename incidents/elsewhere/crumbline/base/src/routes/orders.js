const { Router } = require('express');
const { redis } = require('../redis');

const router = Router();

router.post('/', async (req, res, next) => {
  try {
    const order = { ...req.body, at: Date.now() };
    await redis.rpush(`orders:${order.shop}`, JSON.stringify(order));
    await redis.publish('orders', JSON.stringify(order));
    res.status(201).json(order);
  } catch (err) {
    next(err);
  }
});

module.exports = router;
