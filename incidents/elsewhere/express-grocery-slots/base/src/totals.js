exports.total = (items) => {
  const cents = items.reduce((sum, i) => sum + i.cents * i.quantity, 0);
  return { cents };
};
