class AvailabilityCache
  class << self
    def fetch(key)
      raw = pool.with { |redis| redis.get(key) }
      return JSON.parse(raw) if raw

      value = yield
      pool.with { |redis| redis.set(key, value.to_json, ex: settings.ttl) }
      value
    end

    def clear(key)
      pool.with { |redis| redis.del(key) }
    end

    private

    def pool
      @pool ||= ConnectionPool.new(settings.pool.to_h) { Redis.new(url: settings.url) }
    end

    def settings
      Rails.configuration.x.availability
    end
  end
end
