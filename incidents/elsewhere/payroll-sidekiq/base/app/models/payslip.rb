class Payslip < ApplicationRecord
  belongs_to :employee
  has_one_attached :document

  def announcement
    "Your payslip for #{month} is ready. #{employee.portal_url}"
  end
end
