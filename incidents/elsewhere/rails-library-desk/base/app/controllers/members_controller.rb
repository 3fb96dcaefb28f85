class MembersController < ApplicationController
  def show
    member = Member.find_by!(card_number: params[:id])
    render json: { name: member.name, card: member.card_number, open_loans: member.loans.open.count }
  end
end
