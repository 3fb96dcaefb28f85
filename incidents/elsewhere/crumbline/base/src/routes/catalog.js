const { Router } = require('express');
const { redis } = require('../redis');

const router = Router();

router.get('/:shop', async (req, res, next) => {
  try {
    const raw = await redis.get(`catalog:${req.params.shop}`);
    res.json(raw ? JSON.parse(raw) : []);
  } catch (err) {
    next(err);
  }
});

module.exports = router;
