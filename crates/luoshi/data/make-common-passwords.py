#!/usr/bin/env python3
"""Writes common-passwords.txt: what attackers try first, put together from rules, not copied from a leak."""
import itertools, pathlib

# Words that people everywhere, and in China, build passwords from.
WORDS = """password passwd pass passcode secret letmein welcome login signin admin administrator root user guest test
testing tester demo default changeme master super superuser superman batman dragon monkey shadow sunshine princess
football baseball basketball soccer hockey iloveyou iloveu loveyou lovely love forever freedom whatever trustno one
starwars pokemon computer internet server system network oracle mysql postgres windows linux ubuntu google baidu
tencent alibaba taobao weixin wechat huawei xiaomi samsung apple iphone android michael jennifer jordan michelle
daniel thomas robert charlie andrew matthew joshua ashley jessica amanda nicole summer winter spring autumn monday
friday sunday january february december hello helloworld goodluck lucky happy money cheese cookie coffee chocolate
banana orange flower purple yellow silver golden diamond killer hunter ranger buster pepper ginger tigger maggie
china chinese beijing shanghai guangzhou shenzhen chongqing tianjin nanjing hangzhou wuhan chengdu zhongguo
zhonghua renmin gongan zhengfu shequ jiedao xiangzhen cunwei dangwei dangyuan gongchandang minzheng caizheng
bangong bangongshi office government official luoshi renwu taizhang duban kaohe mima mimamima wodemima yonghu
guanliyuan xitong ceshi caiwu kuaiji chuna laoban jingli zhuren shuji zhenzhang xiangzhang cunzhang keyuan
woaini woaiwojia woaizhongguo wobuzhidao woshishui nihao nihaoma xiexie zaijian gongxifacai facai fucai haoyun
xingfu kuaile pingan jiankang shunli jixiang ruyi wanshiruyi yifanfengshun xinxiangshicheng shengrikuaile
baobao baobei laogong laopo mama baba didi meimei gege jiejie airen qinaide zhangsan lisi wangwu zhaoliu
wangwei zhangwei liwei liming xiaoming wangfang lina zhangli liuyang chenjing yangyang huangwei zhoujie wuyan
qwerty qwertyui qwertyuiop qwertz azerty asdfgh asdfghjkl asdfasdf zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc
qweasd qweasdzxc asdqwe zaqxsw zaqwsx poiuyt poiuytrewq lkjhgf lkjhgfdsa mnbvcxz aaaaaa abcabc abcdef abcdefg
abcdefgh qwer asdf zxcv abcd""".split()
WALKS = """1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5
qwe123 qwer1234 qwert12345 qwerty123456 asd123 asdf1234 zxc123 zxcv1234 123qwe 123qweasd 123qweasdzxc 123asd
1234qwer 1234abcd 12345qwert a1b2c3 a1b2c3d4 a1b2c3d4e5 abc123 abc1234 abc12345 abc123456 aa123456 aa12345678
qq123456 qq5201314 a123456 a12345678 a123456789 a1234567890 woaini1314 woaini520 woaini1314520 5201314 7758521
7758258 1314520 520520 521521 147258369 159357 147852 258456 369258147 741852963 963852741 789456123 123456789a
123456a 123456abc 123456qq 123321 1234321 123123 123123123 112233 11223344 1122334455 121212 131313 12344321
13579 1357924680 246810 2468013579 123654 123654789 987654321 87654321 7654321 654321 111222 111222333 666888
888888 666666 88888888 168168 168888 518518 1qw23er4 q1w2e3 w2e3r4 1q1q1q 1q2w3e4r5t6y7u zaq1xsw2 !qaz2wsx !qaz@wsx
!qaz@wsx3edc 1qaz@wsx 1qaz@wsx3edc 1qaz!qaz qazwsx123 qwe!@# qweasd123 asd!@# !@#$%^ !@#$%^&* !@#qwe 123!@# 123!@#qwe 1234!@#$""".split()
TAILS = ["1", "12", "123", "1234", "12345", "123456", "666", "888", "520", "1314", "01", "a"]

def numbers():
    digits = "1234567890"
    for n in range(3, 21):
        yield (digits * 3)[:n]
        yield (digits * 3)[:n][::-1]
    for d, n in itertools.product(digits, (6, 8, 10, 12)):
        yield d * n
    for y in range(1950, 2031):
        yield str(y)
        yield f"{y}{y}"

def main():
    seen = list(dict.fromkeys([*WORDS, *WALKS, *numbers(), *(w + t for w in WORDS for t in TAILS)]))
    head = ["# Passwords that attackers try first, and the words they are built from. Lower case; the program",
            "# also takes digits and marks off both ends and undoes disguises before it looks here.",
            "# Put together by data/make-common-passwords.py from its own word lists. Apache-2.0."]
    target = pathlib.Path(__file__).with_name("common-passwords.txt")
    target.write_text("\n".join(head + sorted(w for w in seen if not w.startswith("#"))) + "\n", encoding="utf-8")
    print(len(seen))

main()
