require "test_helper"

class AvailabilityQueryTest < ActiveSupport::TestCase
  test "asks the cache" do
    AvailabilityCache.stub(:fetch, { "double" => 3 }) do
      assert_equal 3, AvailabilityQuery.new("h1", "2026-10-01", "2026-10-03").call["double"]
    end
  end
end
