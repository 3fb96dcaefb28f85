require 'test_helper'

class StockItemTest < ActiveSupport::TestCase
  test 'low' do
    assert StockItem.new(sku: 'A', bin_code: 'A-1', on_hand: 1, reorder_at: 2).low?
  end
end
