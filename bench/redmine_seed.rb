# Fills an empty Redmine 5 with what Luoshi's bench has: 40 units, 200 people, 20,000 items of work.
# Run by bench/redmine.sh through `rails runner`. All names are invented; the same seed gives the same rows.
UNITS = 40
PEOPLE = 200
ITEMS = Integer(ENV.fetch('ITEMS', '20000'))
NOW = Time.utc(2021, 6, 1)
THINGS = %w[道路整修 河道清淤 项目签约 安全检查 信访化解 环境整治 防火巡查 技能培训].freeze
STEPS = %w[摸排底数 制定方案 现场推进 对账销号 总结评估].freeze

def admin
  user = User.find_by_login('admin')
  user.update_columns(must_change_passwd: false, language: 'zh')
  user.password = user.password_confirmation = ENV.fetch('ADMIN_PASSWORD')
  user.save!(validate: false)
  user
end

def people
  (1..PEOPLE).map do |n|
    user = User.new(firstname: format('%03d', n), lastname: '干部', mail: "cadre#{n}@example.invalid", language: 'zh')
    user.login = "cadre#{n}"
    # Nobody but the administrator logs in here; hashing 200 passwords would only cost time.
    user.hashed_password = ''
    user.status = User::STATUS_ACTIVE
    user.save!(validate: false)
    user
  end
end

def units(people, role)
  (1..UNITS).map do |n|
    project = Project.create!(name: "单位#{n}", identifier: "unit-#{n}", is_public: false, trackers: Tracker.all)
    project.enabled_module_names = %w[issue_tracking gantt calendar]
    people.each_slice(UNITS).map { |five| five[n - 1] }.compact.each do |person|
      Member.create!(project: project, principal: person, roles: [role])
    end
    project
  end
end

# As rows, not as objects: 20,000 saves with callbacks would take an hour.
def rows(units, people, author)
  tracker = Tracker.first
  statuses = IssueStatus.order(:position).to_a
  priorities = IssuePriority.active.order(:position).to_a
  random = Random.new(2021)
  (1..ITEMS).map do |n|
    due = Date.new(2021, 1, 1) + random.rand(365)
    { tracker_id: tracker.id, project_id: units[n % UNITS].id, author_id: author.id,
      assigned_to_id: people[random.rand(PEOPLE)].id, status_id: statuses[random.rand(statuses.size)].id,
      priority_id: priorities[random.rand(priorities.size)].id,
      subject: "第#{n}项：#{THINGS[random.rand(THINGS.size)]}（#{STEPS[random.rand(STEPS.size)]}）",
      description: "按季度推进，#{due.month}月底前见到形象进度。", start_date: due - 60, due_date: due,
      done_ratio: random.rand(11) * 10, lft: 1, rgt: 2, created_on: NOW, updated_on: NOW - random.rand(90) * 86_400 }
  end
end

Redmine::DefaultData::Loader.load('zh') if Redmine::DefaultData::Loader.no_data?
Setting.rest_api_enabled = '1'
Setting.per_page_options = '25,50,100'
boss = admin
abort "the store has #{Issue.count} issues already" if Issue.exists?
cadres = people
bodies = units(cadres, Role.givable.first)
rows(bodies, cadres, boss).each_slice(500) { |some| Issue.insert_all!(some) }
Issue.update_all('root_id = id')
puts "#{Project.count} units, #{User.active.count} people, #{Issue.count} items"
