require "test_helper"

class TextwaveTest < ActiveSupport::TestCase
  test "raises on 429" do
    stub_request(:post, /textwave/).to_return(status: 429, body: "slow down")
    assert_raises(Textwave::RateLimited) { Textwave.new.deliver(to: "+491", text: "x") }
  end
end
