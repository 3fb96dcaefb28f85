require "test_helper"

class MemberTest < ActiveSupport::TestCase
  test "card number is required" do
    assert_not Member.new(name: "Ada").valid?
  end
end
