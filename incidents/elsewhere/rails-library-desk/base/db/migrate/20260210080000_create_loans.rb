class CreateLoans < ActiveRecord::Migration[7.1]
  def change
    create_table :loans do |t|
      t.references :member, null: false
      t.string :barcode, null: false
      t.date :due_on, null: false
      t.datetime :returned_at
    end
  end
end
