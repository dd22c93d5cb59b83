"""Invented letters for `form-api import`: lengths, kinds and consents as a township's mailbox has them over fifteen years."""
import json
import math
import random
from datetime import datetime, timedelta, timezone

PLACES = "村口 河堤 小学门口 卫生室旁 晒场边 老桥头 文化广场 灌渠边 客运站 敬老院 菜市场 水塔下 茶园路 养殖场 便民大厅 变电房".split()
MATTERS = ("路灯不亮 井盖松动 自来水发黄 垃圾没有收 路面塌陷 公交车晚点 水渠堵了 树枝压线 低保没有到账 医保报销慢 宅基地没有批 噪音扰民 "
           "危房没有修 农机补贴没有发 饮水管破裂 网络信号差").split()
SENTENCES = ("晚上接孩子很不方便 老人走路容易摔倒 打过电话说会来看，还没有来 下雨的时候更严重 附近的几户人家都可以作证 请派人来看一看，谢谢 "
             "去年也出过同样的事，修过一次 希望有一个准确的时间 材料在春天就交到窗口了 窗口说要等县里的通知 不知道还缺什么手续 请问按照哪一条规定来办 "
             "有{n}户人家受到影响 从{m}月开始就是这样 量了一下，大约有{n}米长 花费估计要{n}元左右 有人建议先用石子垫一下 后来就没有人管 "
             "孩子上学要绕一个大弯 庄稼已经晒干了一半 夜里十点以后还在响 公示栏上没有看到名单 如果资金不够，能不能先修一半 工作人员态度很好 "
             "联系过物业和施工方，互相说是对方的责任 骑车的人已经摔了{n}次 冬天结冰以后更加危险 田埂被冲开了一个口子 茶叶没有地方卖 "
             "听说有新的补助，想问条件是什么 户口迁回来需要哪些证明 垃圾车每周只来{n}次 请给一个书面的说法").split()
ANSWERS = ("来信收到，我们已经派人到现场看过 情况属实 计划在{m}月底以前完成 材料已经报到县里，等待批复 已经要求施工方重新处理 在此期间请大家注意安全 "
           "按照现行规定，需要本人到便民大厅办理 补助标准为每亩{n}元 名单已经在公示栏公示 如果还有问题，请到窗口询问 已经安排人员清理 "
           "今年的资金已经用完，列入明年计划 经村民代表会议讨论同意").split()
VILLAGES = "shuikou shiqiao zhulin shangwan xiatang yinshan liujia dongping".split()
OFFICES = "zonghe dangjian nongye chengjian minzheng".split()
KINDS = {"inquiry": 25, "suggestion": 13, "help_request": 35, "complaint": 25, "report": 2}
CONSENTS = {"anonymised": 55, "ask_first": 15, "no": 30}
RARE = "钻探机"
"""A word of five letters only."""
UNDER_WAY = 0.015
"""The newest letters are under way; the others have come to their end."""
SHANGHAI = timezone(timedelta(hours=8))


def write(file, count, until):
    chance = random.Random(7)
    begin = datetime(2012, 1, 1, tzinfo=SHANGHAI)
    step = (until - begin) / count
    rare = set(chance.sample(range(count), 5))

    def text(sentences, characters, first):
        while len(first) < characters:
            sentence = chance.choice(sentences).replace("{n}", str(chance.randint(2, 900)))
            first += sentence.replace("{m}", str(chance.randint(1, 12))) + "。"
        return first

    def length(median, spread, most):
        return int(min(most, max(30, chance.lognormvariate(math.log(median), spread))))

    def one_of(weights):
        return chance.choices(list(weights), list(weights.values()))[0]

    with open(file, "w") as out:
        for number in range(count):
            at = begin + step * number
            place, matter = chance.choice(PLACES), chance.choice(MATTERS)
            body = text(SENTENCES, length(204, 0.95, 6000), f"您好，{place}{matter}，已经有{chance.randint(2, 60)}天了。")
            if number in rare:
                body += f"请把{RARE}借给村里。"
            letter = {"id": f"old-{number}", "title": place + matter, "body": body, "submitted_at": at.isoformat(),
                      "village": chance.choice(VILLAGES), "kind": one_of(KINDS), "consent": one_of(CONSENTS)}
            if number < count * (1 - UNDER_WAY) and chance.random() < 0.95:
                letter["reply"] = text(ANSWERS, length(299, 0.7, 4000), "您好。")
                letter["replied_at"] = (at + timedelta(days=chance.randint(1, 20))).isoformat()
                letter["reply_agency"] = chance.choice(OFFICES)
            out.write(json.dumps(letter, ensure_ascii=False) + "\n")
