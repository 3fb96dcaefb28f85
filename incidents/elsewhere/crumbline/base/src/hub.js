const { EventEmitter } = require('node:events');
const { subscriber } = require('./redis');

/** Fans messages of the shops out to the open boards of this process. */
const hub = new EventEmitter();
hub.setMaxListeners(500);

subscriber.subscribe('orders');
subscriber.on('message', (channel, raw) => {
  const order = JSON.parse(raw);
  hub.emit(order.shop, order);
});

module.exports = hub;
