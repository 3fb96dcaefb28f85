class Pricing
  def initialize(performance)
    @performance = performance
  end

  def quote(seat)
    base = seat.price_cents
    return base unless Features.on?(:dynamic_pricing)

    rule = PriceRule.for(@performance)
    rule.apply(base, occupancy)
  end

  private

  def occupancy
    @performance.orders.paid.count.fdiv(@performance.venue.capacity)
  end
end
