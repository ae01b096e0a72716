"""The list of livelihood items as a page saved from a government website, with its noise; and the meeting report."""
from html import escape
from pathlib import Path

from world import DOCUMENTS, joined, measures_words, sponsor_name, tasks_from

TEXTS = Path(__file__).parent / "texts"
HAN = "一二三四五六七八九十"

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>青石桥街道2026年十件民生实事-澄川区人民政府</title>
<style>.nav li{{float:left}}</style><script>var _siteId=0;function share(t){{return false}}</script></head>
<body>
<div class="top">今天是 <span id="today"></span> <a href="#">无障碍浏览</a> <a href="#">长者模式</a> <a href="#">登录</a></div>
<ul class="nav"><li><a href="#">首页</a></li><li><a href="#">走进澄川</a></li><li><a href="#">政务公开</a></li><li><a href="#">办事服务</a></li><li><a href="#">互动交流</a></li></ul>
<div class="crumb">当前位置：<a href="#">首页</a> &gt; <a href="#">政务公开</a> &gt; <a href="#">重点领域</a> &gt; 民生实事</div>
<div class="article">
<h1>青石桥街道2026年十件民生实事</h1>
<div class="meta">发布日期：2026-03-06&nbsp;&nbsp;来源：青石桥街道&nbsp;&nbsp;浏览次数：<span id="hits">312</span>&nbsp;&nbsp;【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</div>
<div class="share">分享到：<a href="#" onclick="return share('wx')">微信</a> <a href="#" onclick="return share('wb')">微博</a></div>
<p>&emsp;&emsp;经公开征集、群众投票、街道居民议事会表决，现将青石桥街道2026年十件民生实事公布如下，请广大居民监督。</p>
{items}
<p style="text-align:right">青石桥街道办事处</p>
<p style="text-align:right">2026年3月6日</p>
</div>
<div class="tags">标签：<a href="#">民生</a> <a href="#">实事</a> <a href="#">青石桥</a></div>
<div class="pn"><a href="#">上一篇：关于开展春季爱国卫生活动的通知</a> <a href="#">下一篇：没有了</a></div>
<div class="comment"><h3>网友评论</h3><textarea></textarea><button>提交评论</button></div>
<div class="side"><h3>热门文章</h3><ul><li><a href="#">医保缴费指南</a></li><li><a href="#">公积金政策问答</a></li></ul></div>
<div class="footer">主办：澄川区人民政府办公室　网站标识码：0000000000　某ICP备00000000号<br>Copyright © 2026 版权所有</div>
</body></html>
"""


def item(world, index, task):
    """One item as two paragraphs: what is done, and who does it."""
    limit = task.get("deadline", "")
    done = f"{limit}完成" if limit.endswith("前") else limit
    head = f"<p><strong>{HAN[index]}、{escape(task['title'])}</strong></p>"
    units = [f"责任单位：{joined(task['lead'])}", f"责任领导：{sponsor_name(world, task)}"]
    if "assist" in task:
        units.insert(1, f"配合单位：{joined(task['assist'])}")
    body = f"<p>&emsp;&emsp;{escape(task['requirement'])}。{escape(measures_words(task))}，{done}。</p>"
    return head + "\n" + body + f"\n<p>（{'；'.join(units)}）</p>"


def make(world):
    """Writes the page and the report."""
    tasks = tasks_from(world, "民生实事")
    items = "\n".join(item(world, i, t) for i, t in enumerate(tasks))
    (DOCUMENTS / "05青石桥街道2026年民生实事清单.html").write_text(PAGE.format(items=items), "utf-8")
    report = (TEXTS / "report.txt").read_text("utf-8").replace("\n", "\r\n")
    (DOCUMENTS / "08动员大会报道.txt").write_bytes(report.encode("gb18030"))
