class ChargeOrderJob
  include Sidekiq::Job
  sidekiq_options queue: "payments", retry: 5

  def perform(order_id)
    order = Order.find(order_id)
    return if order.paid?

    pricing = Pricing.new(order.performance)
    amount = order.seats.sum { |seat| pricing.quote(seat) }
    PaymentGateway.charge(order, amount)
    order.paid!
  end
end
