require "net/http"

module PaymentGateway
  class Declined < StandardError; end

  def self.charge(order, cents)
    res = Net::HTTP.post(URI("#{ENV.fetch('PAY_URL')}/charges"), { ref: order.id, cents: cents }.to_json, "content-type" => "application/json")
    raise Declined, res.body if res.code == "402"
    raise "gateway #{res.code}" unless res.is_a?(Net::HTTPSuccess)
  end
end
