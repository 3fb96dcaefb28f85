class Member < ApplicationRecord
  has_many :loans

  validates :card_number, presence: true, uniqueness: true
end
