# 账号：登录、设置链接、口令、我的账号、账号管理、安全与审计（crates/luoshi/src/account）
login-title = 登录
login-body = 单位
login-name = 登录名
login-name-hint = 2 个字符以上，可用字母、数字、汉字和 . _ - @，不分大小写
login-name-wrong = 登录名要有 2 个字符以上，只能用字母、数字、汉字和 . _ - @
login-password = 口令
login-submit = 登录
login-forgotten = 忘记口令请联系系统管理员，由他发给您一次性设置链接。
login-wrong = 登录名或口令不对。请检查大小写和输入法后再试。
login-locked = 尝试次数过多，请 { $n } 分钟后再试。
login-nobody = 系统还没有启用
login-nobody-next = 请在服务器上查看启动时显示的一次性设置链接，打开它完成首次设置。没有默认账号。

found-title = 首次设置
found-intro = 建立本单位和第一个账号。第一个账号是系统管理员，负责组织机构和账号，看不到业务数据。
found-body = 单位名称
found-body-hint = 写全称，例如“青石桥街道办事处”
found-kind = 单位类型
found-person = 您的姓名
found-person-hint = 账号属于具体的人，不设公用账号
found-submit = 建立并登录

setup-title-invitation = 设置口令
setup-title-reset = 重新设置口令
setup-title-renewal = 口令已到期
setup-intro-invitation = 账号已经开好。口令由您自己设置，别人看不到。
setup-intro-reset = 设置新口令后，原来的登录全部失效。
setup-intro-renewal = 口令已用满 90 天，请设置新口令后继续。
setup-submit = 保存并登录
link-closed = 这个链接已经用过或者过期了。请联系系统管理员重新发一个；首次设置请在服务器上重新启动程序。

password-new = 新口令
password-again-label = 再输一遍新口令
password-rules-dengbao = 10 个字符以上，大写字母、小写字母、数字、其他符号至少三种；可以粘贴
password-rules-asvs = 15 个字符以上，可以用一句话；可以粘贴
password-too-short = 口令只有 { $has } 个字符，至少要 { $n } 个
password-too-long = 口令太长，最多 { $n } 个字符
password-classes = 大写字母、小写字母、数字、其他符号，至少要用 { $n } 种
password-common = 这个口令太常见，容易被猜中，请换一个
password-own-name = 口令里不要有登录名或姓名
password-local = 口令里除了单位名称和年份，剩下的太少，请换一个
password-again = 两次输入的口令不一样
password-used = 最近 { $n } 次用过的口令不能再用
password-present-wrong = 现在的口令不对

form-required = 请填写
form-choose = 请选择
form-too-long = 太长了，最多 { $n } 个字
form-errors = 还有 { $n } 处需要改

flash-founded = 已建立。下一步：导入组织机构和人员花名册。
flash-password-set = 口令已设置，已登录。
flash-signed-out = 已退出登录。

unit-kind-district = 区县
unit-kind-street = 街道
unit-kind-town = 乡镇
unit-kind-area = 管区
unit-kind-village = 村
unit-kind-community = 社区
unit-kind-department = 部门、站办所
unit-kind-station = 派出机构
unit-kind-team = 工作队
unit-kind-enterprise = 企业
unit-kind-other = 其他
