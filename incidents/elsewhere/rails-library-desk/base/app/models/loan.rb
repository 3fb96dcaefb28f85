class Loan < ApplicationRecord
  belongs_to :member

  scope :open, -> { where(returned_at: nil) }
end
