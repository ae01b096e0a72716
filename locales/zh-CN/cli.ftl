# 命令行的提示（crates/luoshi/src/cli）
cli-serving = 落实已启动：{ $url } （按 Ctrl-C 停止）
cli-first-run = 还没有任何账号。请在 24 小时内用浏览器打开下面的一次性设置链接：
cli-demo-building = 正在生成演示数据……
cli-demo-accounts = 演示账号（密码都是 { $password }）：
cli-import-tasks = 任务 { $n } 项
cli-import-measures = 量化指标 { $n } 个
cli-import-people = 人员 { $n } 名
cli-import-priorities = 标题 { $n } 条
cli-import-questions = 待确认的问题 { $n } 个
cli-no-body = 这个库里还没有单位，请先启动 luoshi serve 完成首次设置
cli-no-account = 没有这个登录名
cli-officer-wrong = 只能是 system_officer、security_officer 或 audit_officer
cli-link = { $login } 的一次性设置链接，24 小时内有效：
