class PriceRule < ApplicationRecord
  belongs_to :venue

  def self.for(performance)
    where(venue_id: performance.venue_id).where("valid_from <= ?", performance.starts_at).order(:valid_from).last
  end

  def apply(cents, occupancy)
    (cents * (1 + slope * occupancy)).round(-1)
  end
end
