class RenderPayslipJob
  include Sidekiq::Job
  sidekiq_options queue: "rendering", retry: 3

  def perform(payslip_id)
    payslip = Payslip.find(payslip_id)
    payslip.document.attach(io: PayslipPdf.new(payslip).to_io, filename: "#{payslip.month}.pdf")
    AnnouncePayslipJob.perform_async(payslip_id)
  end
end
