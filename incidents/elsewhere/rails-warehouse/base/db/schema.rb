ActiveRecord::Schema[7.1].define(version: 2026_01_10_090000) do
  create_table "stock_items", force: :cascade do |t|
    t.string "sku", null: false
    t.string "bin_code", null: false
    t.integer "on_hand", default: 0, null: false
    t.integer "reorder_at", default: 0, null: false
    t.index ["sku"], name: "index_stock_items_on_sku", unique: true
  end
end
