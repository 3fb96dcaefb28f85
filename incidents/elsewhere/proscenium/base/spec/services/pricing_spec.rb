RSpec.describe Pricing do
  it "quotes the list price when the flag is off" do
    seat = double(price_cents: 4200)
    expect(described_class.new(double).quote(seat)).to eq(4200)
  end
end
