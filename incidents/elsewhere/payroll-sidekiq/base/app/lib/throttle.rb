module Throttle
  SCRIPT = "local n = redis.call('INCR', KEYS[1]) redis.call('PEXPIRE', KEYS[1], 2000) return n".freeze

  def self.wait(name, per_second)
    loop do
      key = "throttle:#{name}:#{Time.now.to_i}"
      n = Sidekiq.redis { |r| r.call("EVAL", SCRIPT, 1, key) }
      return if n <= per_second

      sleep 0.2
    end
  end
end
