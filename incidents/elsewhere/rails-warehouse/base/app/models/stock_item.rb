class StockItem < ApplicationRecord
  validates :sku, :bin_code, presence: true

  scope :in_aisle, ->(aisle) { where('bin_code LIKE ?', "#{aisle}-%") }

  def low?
    on_hand <= reorder_at
  end
end
