class Order < ApplicationRecord
  belongs_to :performance
  has_many :seats
  belongs_to :group, optional: true

  enum :state, { open: 0, paid: 1, refunded: 2, cancelled: 3 }

  def total_cents
    seats.sum(:price_cents)
  end
end
