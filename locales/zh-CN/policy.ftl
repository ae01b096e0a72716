# 权限：角色、操作、对象、范围（crates/luoshi-core/src/policy.rs）
role-system_officer = 系统管理员
role-security_officer = 安全管理员
role-audit_officer = 审计管理员
role-clerk = 办公室经办
role-leader = 领导
role-head = 单位负责人
role-reporter = 填报人

action-read = 查看
action-report = 填报
action-modify = 修改
action-assign = 交办
action-sign = 签署
action-supervise = 督办
action-score = 评分
action-approve = 审批
action-publish = 公布
action-administer = 管理

kind-roster = 组织机构
kind-account = 账号
kind-officer = 管理员账号
kind-security = 安全设置
kind-audit = 审计日志
kind-year = 年度
kind-document = 收到的文件
kind-plan = 布局与目标
kind-task = 任务

reach-related = 本单位及下级，或承担责任的
reach-subtree = 本单位及下级
reach-tenant = 全部

permissions-title = 权限一览
permissions-intro = 人员通过担任的岗位取得角色，角色在单位树的一段上有效；没有列出的一律拒绝。
permissions-role = 角色
permissions-actions = 可做
permissions-reach = 范围
permissions-comma = 、
permissions-routes = 页面与接口
permissions-route = 地址
permissions-need = 要求
permissions-public = 不限
permissions-signed-in = 已登录，只涉及本人
