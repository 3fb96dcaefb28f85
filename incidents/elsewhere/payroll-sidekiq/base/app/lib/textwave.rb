# Client of the SMS gateway. Throttles itself below the contract.
class Textwave
  class Error < StandardError; end
  class RateLimited < Error; end

  def initialize(settings = Rails.configuration.x.textwave)
    @settings = settings
  end

  def deliver(to:, text:)
    Throttle.wait("textwave", @settings.rate_per_second)
    response = connection.post("/v2/messages", { from: @settings.sender, to: to, text: text }.to_json)
    raise RateLimited, "Textwave 429: #{response.body}" if response.status == 429
    raise Error, "Textwave #{response.status}: #{response.body}" unless response.success?

    JSON.parse(response.body).fetch("id")
  end

  private

  def connection
    @connection ||= Faraday.new(@settings.url, request: { timeout: @settings.timeout })
  end
end
