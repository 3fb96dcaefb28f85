class LoansController < ApplicationController
  def index
    render json: Loan.open.order(:due_on).limit(100)
  end

  def create
    member = Member.find_by!(card_number: params[:card])
    loan = member.loans.create!(barcode: params[:barcode], due_on: 28.days.from_now)
    render json: loan, status: :created
  end
end
