ActiveRecord::Schema[7.1].define(version: 2026_02_10_080000) do
  create_table "members", force: :cascade do |t|
    t.string "name", null: false
    t.string "card_number", null: false
    t.index ["card_number"], unique: true
  end

  create_table "loans", force: :cascade do |t|
    t.bigint "member_id", null: false
    t.string "barcode", null: false
    t.date "due_on", null: false
    t.datetime "returned_at"
  end
end
