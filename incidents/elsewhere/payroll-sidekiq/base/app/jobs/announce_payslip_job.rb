class AnnouncePayslipJob
  include Sidekiq::Job
  sidekiq_options queue: "notifications", retry: 5

  def perform(payslip_id)
    payslip = Payslip.find(payslip_id)
    return if payslip.announced_at

    id = Textwave.new.deliver(to: payslip.employee.mobile, text: payslip.announcement)
    payslip.update!(announced_at: Time.current, message_id: id)
  end
end
