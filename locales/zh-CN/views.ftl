# 台账的其他看法：挂图作战、热力图、时间轴、历史、搜索、导出与回导
views-filter = 筛选任务
views-same-tasks = 换个方式看这些任务

ledger-no-theme = 未对应工作布局
ledger-led-by = 由 { $unit } 牵头
group-theme = 按工作布局

board-print = 打印（A3 横向）
board-heading = { $y }年重点任务挂图作战
board-progress = 形象进度：{ $text }
board-due = 时限：{ $text }
board-passed = 日期已过的节点，是否达到以进展为准

heat-what = 每格是到期的任务数，点开看任务
heat-by = 时间单位
heat-by-week = 按周
heat-by-month = 按月
heat-by-quarter = 按季度
heat-caption-week = 各牵头单位每周到期的任务数（表头为该周第一天）
heat-caption-month = 各牵头单位每月到期的任务数
heat-caption-quarter = 各牵头单位每季度到期的任务数
heat-quarter = { $n }季度
heat-before = 上年以前
heat-after = 次年以后
heat-sum = 合计
heat-items = { $n } 项

gantt-caption = 任务时间轴
gantt-stretch = 起止时间和状态
gantt-key = 色条为任务起止，实色部分是已经过去的时间，细竖条是节点，整列竖线是今天。没有写明开始日期的，从 1 月 1 日画起。

history-title = 历史记录
history-empty = 还没有记录
history-back = 返回
history-older = 更早的记录
history-subject-task = 任务
history-subject-document = 文件
history-subject-unit = 单位
history-subject-year = 年度
history-subject-framework = 工作布局
history-subject-goal = 目标

fact-number = 编号
fact-title = 名称
fact-name = 名称
fact-reason = 理由
fact-from = 原状态
fact-to = 新状态
fact-version = 版本
fact-tasks = 任务数
fact-goals = 目标数
fact-frameworks = 工作布局数
fact-proposals = 提取条数
fact-questions = 待答问题数
fact-problems = 读取问题数
fact-accepted = 采纳
fact-rejected = 不采纳
fact-edited = 修改
fact-what = 内容
fact-rows = 行数
fact-person = 人员
fact-from_day = 开始日期
fact-to_day = 结束日期
fact-login = 登录名
fact-why = 原因
fact-action = 操作
fact-on = 对象
fact-path = 路径
fact-purpose = 用途
fact-added = 新增
fact-changed = 修改
fact-unchanged = 未变

search-title = 搜索
search-hint = 任务、文件、单位、人员
search-for = 查找“{ $q }”
search-what = 想找什么？
search-what-next = 输入任务内容、文件名、单位或人名；多个词用空格隔开，会同时匹配。单位和人名可以用拼音。
search-nothing = 没有找到
search-nothing-next = 换个更短的词再试；您没有权限查看的内容不会出现在这里。
search-tasks = 任务
search-documents = 文件
search-units = 单位
search-people = 人员
search-more-tasks = 在台账中查看全部
search-more-documents = 查看全部文件
search-more-units = 查看组织机构
search-more-people = 查看组织机构

export-title = { $y }年任务台账
refused-export-large = 符合条件的任务超过 { $n } 项，请先筛选（如按单位、领域），再分批导出。
