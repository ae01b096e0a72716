# Names used on every page.
common-day = { $y }年{ $m }月{ $d }日
common-year = { $y }年
common-save = 保存
common-cancel = 取消
common-none = 无

nav-desk = 工作台
nav-ledger = 任务台账
nav-board = 挂图作战
nav-intake = 文件导入
nav-plan = 布局与目标
nav-years = 年度
nav-org = 组织机构
nav-accounts = 账号
nav-security = 安全设置
nav-audit = 审计日志

error-home = 回工作台
error-request-id = 报修时请提供编号：
error-signed-out = 请先登录
error-signed-out-next = 登录已过期或尚未登录，登录后可继续刚才的操作。
error-not-found = 没有找到这个页面
error-not-found-next = 可能已被移走，或者您没有查看的权限。请从工作台重新进入。
error-forbidden = 您没有权限做这项操作
error-forbidden-next = 如工作需要，请联系系统管理员调整岗位权限。本次操作已记入审计日志。
error-conflict = 刚才有人改过这条记录
error-conflict-next = 您的改动没有保存。请返回核对最新内容后再改。
error-refused = 现在还不能这样做
error-refused-next = 请按页面提示补齐后再试。
error-invalid = 填写的内容有误
error-invalid-next = 请返回按提示修改。
error-too-large = 内容太大
error-too-large-next = 单个文件不超过 50 MB，请拆分后再上传。
error-bad-request = 无法识别这次请求
error-bad-request-next = 请刷新页面后重试。
error-internal = 系统出了问题
error-internal-next = 您的数据没有丢失。请稍后重试；如仍不行，请把下面的编号告诉系统管理员。
