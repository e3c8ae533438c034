# One project, one field of its own with a rule, 120 tickets, everything in German.
Setting.default_language = 'de'
Setting.force_default_language_for_anonymous = '1'
Setting.notified_events = [] # there is no mail server, and threads that mail get in the way of a SQLite that is written to
admin = User.find_by_login('admin')
admin.password = admin.password_confirmation = ENV.fetch('REDMINE_PASSWORD')
admin.must_change_passwd = false
admin.language = 'de'
admin.save!
field = IssueCustomField.create!(
  name: 'Kreditorennummer', field_format: 'string', regexp: '\A[0-9]{6}\z', is_for_all: true, is_filter: true,
  searchable: true, trackers: Tracker.all
)
project = Project.create!(
  name: 'Einkauf', identifier: 'einkauf', trackers: Tracker.all, issue_custom_fields: [field],
  enabled_module_names: ['issue_tracking']
)
Issue.transaction do
  120.times do |n|
    ticket = Issue.new(project: project, tracker: Tracker.first, author: admin, subject: "Altfall #{n}", priority: IssuePriority.first)
    ticket.notify = false
    ticket.custom_field_values = { field.id.to_s => format('%06d', 900_000 + n) }
    ticket.save!
  end
end
